#!/bin/sh
# Browser tests need Debian's Chromium. As root on a system with apt we install it; otherwise we say how.
[ -x /usr/bin/chromium ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "Browser tests need /usr/bin/chromium: install your system's package 'chromium' (Debian: sudo apt-get install chromium)." >&2
  exit 2
fi
echo "Installing Chromium for the browser tests ..."
export TMPDIR=/var/tmp DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
