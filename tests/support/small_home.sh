#!/bin/sh
# Copies a part of the toolchains' home into a folder: what an archive of these toolchains has. They are no hard links: a test that
# packs the real home at this moment would find that its files have changed.
#   tests/support/small_home.sh FOLDER TARGET...
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1
shift
# shellcheck source=/dev/null
. "$top/toolchain/places"
host=$("$top/toolchain/key" --processor)
mkdir -p "$folder/packages"
# in one command: the compiler that all toolchains share stays one file
(cd "${home:?}" && cp -a compiler bubblewrap "$@" "$folder/")
sed -n "s/^$host [^ ]* [^ ]* [0-9]* \([0-9a-f]*\) .*/\1/p" "$top/toolchain/tools.lock" | while read -r package; do
  [ -d "$home/packages/$package" ] || { echo "small_home: build something first; \"$home/packages\" lacks $package" >&2; exit 1; }
  cp -a "$home/packages/$package" "$folder/packages/"
done
