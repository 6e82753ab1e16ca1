#!/bin/bash
# What is missing, blocked, full, closed, stale or damaged is named with the command that mends it; where nothing is, that is all.
# It must be root, who may mount.
# not under valgrind emulated: it is not in the PATH of this case either
# shellcheck disable=SC2016 # the inner shell expands it
installed=$(mote toolchain list --json | jq -r '.[] | select(.target == "amd64").folder')
mkdir home
cp -a "$installed" home/amd64
# whether the one here has C++ already is another test's affair
with_cxx=$(sed 's/"languages": .*/"languages": ["c", "c++"],/' home/amd64/toolchain.json)
echo "$with_cxx" >home/amd64/toolchain.json
export MOTE_TOOLCHAIN_DIR=$PWD/home XDG_CACHE_HOME=$PWD/cache
look() { "$@" 2>&1 | grep -v '^ok ' | sed "s:$PWD:HERE:g"; echo "${PIPESTATUS[0]}"; }

mote toolchain doctor | sed 's: in .*::; s: made by .*: made by:'
echo "== no program"
look env PATH="$PWD/nothing" "$MOTE" toolchain doctor
echo "== nor a toolchain"
MOTE_TOOLCHAIN_DIR=$PWD/no look env PATH="$PWD/nothing" "$MOTE" toolchain doctor | grep -v '^note'
echo "== a file was changed, then a file more, then a file less"
echo >>home/amd64/sysroot/usr/include/stdio.h
look mote toolchain doctor
cp "$installed/sysroot/usr/include/stdio.h" home/amd64/sysroot/usr/include/
echo >home/amd64/bin/more
look mote toolchain doctor
rm home/amd64/bin/more home/amd64/bin/ld
look mote toolchain doctor
cp -a "$installed/bin/ld" home/amd64/bin/
rm home/amd64/key
look mote toolchain doctor
cp "$installed/key" home/amd64/
echo '{}' >home/amd64/toolchain.json
look mote toolchain doctor
echo "$with_cxx" >home/amd64/toolchain.json
echo "== other recipes, and none"
mkdir -p tree/build/release
cp "$MOTE" tree/build/release/
cp -R "$SRC/toolchain" tree/
echo '# another' >>tree/toolchain/targets/amd64
look tree/build/release/mote toolchain doctor
cp "$MOTE" alone && look ./alone toolchain doctor
echo "== no room, and no way in"
mkdir small
unshare -m sh -c 'mount -t tmpfs -o size=9m none small && MOTE_TOOLCHAIN_DIR=$PWD/small/home XDG_CACHE_HOME=$PWD/small mote toolchain doctor
  mount -o remount,ro small && MOTE_TOOLCHAIN_DIR=$PWD/small/home mote toolchain doctor' >said 2>&1
look cat said
env -u MOTE_TOOLCHAIN_DIR -u XDG_CACHE_HOME -u HOME "$MOTE" toolchain doctor 2>&1 | grep -v '^ok '
echo "== namespaces are not to be had"
mkdir bin
printf '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n' >bin/bwrap
chmod +x bin/bwrap
PATH=$PWD/bin:$PATH look mote toolchain doctor
echo "== a mote without its recipes says so where it needs them"
export MOTE_TOOLCHAIN_DIR=$PWD/none
./alone toolchain install arm64
echo "$?"
echo 'int main(void) { return 0; }' >a.c
./alone build -p s390x a.c 2>&1 | sed "s:$PWD:HERE:"
ls
