#!/bin/sh
# An archive that is damaged or lacks something changes no lock.
. "$SRC/tests/cli/lock/_archive"
say() {
  echo "$1:"
  rm -rf "$MOTE_CACHE_DIR/index"
  lock 2>&1 | sed "s,$PWD,HERE,g; s/[0-9a-f]\{64\}/HASH/g"
}
rows='autoconf 2'
echo "$rows" | archive
project autoconf
lock -q
cp mote.lock before
xz -dc mirror/dists/bookworm/main/binary-arm64/Packages.xz | sed 's/^Version: 2/Version: 3/' | xz >other
cp other mirror/dists/bookworm/main/binary-arm64/Packages.xz
say 'another index than InRelease says'
echo no xz >mirror/dists/bookworm/main/binary-arm64/Packages.xz
release >mirror/dists/bookworm/InRelease
say 'an index that is not compressed'
rm -f mirror/dists/bookworm/main/binary-arm64/Packages.xz
say 'an index that is gone'
release >mirror/dists/bookworm/InRelease
say 'no index for a processor'
printf 'Package: autoconf\n' | xz >mirror/dists/bookworm/main/binary-arm64/Packages.xz
release >mirror/dists/bookworm/InRelease
say 'a damaged index'
echo "$rows" | archive
sed -i '/END PGP/d' mirror/dists/bookworm/InRelease
say 'an InRelease that is cut off'
echo "$rows" | codename=trixie archive
say 'another suite'
rm -rf mirror
say 'no archive'
echo 'nobody signed it:'
echo "$rows" | archive
MOTE_TOOLCHAIN_DIR=$PWD/home mote lock -q 2>&1 | sed 's/checked: .*; /checked: ...; /'
cmp before mote.lock && echo 'the lock is as before'
