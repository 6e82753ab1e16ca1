#!/bin/sh
# Fills a folder with hard links to a part of the toolchains' home: what an archive of these toolchains has. Nothing is added to
# the real home then.
#   tests/support/small_home.sh FOLDER TARGET...
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1
shift
# shellcheck source=/dev/null
. "$top/toolchain/places"
mkdir -p "$folder/packages"
for name in compiler bubblewrap "$@"; do
  cp -al "${home:?}/$name" "$folder/" 2>/dev/null || cp -a "$home/$name" "$folder/"
done
host=$("$top/toolchain/key" --processor)
sed -n "s/^$host [^ ]* [^ ]* [0-9]* \([0-9a-f]*\) .*/\1/p" "$top/toolchain/tools.lock" | while read -r package; do
  [ -d "$home/packages/$package" ] || { echo "small_home: build something first; \"$home/packages\" lacks $package" >&2; exit 1; }
  cp -al "$home/packages/$package" "$folder/packages/" 2>/dev/null || cp -a "$home/packages/$package" "$folder/packages/"
done
