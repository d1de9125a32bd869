#!/bin/sh
# Browser tests need Debian's Chromium, and the HTML checker Java. As root on a system with apt we install them; otherwise we say how.
wanted=""
[ -x /usr/bin/chromium ] || wanted="chromium fonts-dejavu-core"
command -v java >/dev/null || wanted="$wanted default-jre-headless"
[ -z "$wanted" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need your system's packages (Debian: sudo apt-get install $wanted)." >&2
  exit 2
fi
echo "Installing for the tests:" $wanted "..."
export TMPDIR=/var/tmp DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends $wanted >/dev/null
