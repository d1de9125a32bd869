#!/bin/sh
# Browser tests need Chromium. As root we install Debian's; otherwise we say how.
[ -x /usr/bin/chromium ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "Browser tests need Chromium: sudo apt-get install chromium" >&2
  exit 2
fi
echo "Installing Chromium for the browser tests ..."
export TMPDIR=/var/tmp DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
