#!/usr/bin/env bash
# A static mote installs toolchains on a root that has no other file, from a folder and from an address whose server breaks off,
# and what it installed compiles there. The archive has all that a build needs: with it, one whose commands run in a root of
# packages needs no network.
set -eu
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
case $(uname -m) in x86_64) host=amd64 ;; aarch64) host=arm64 ;; esac
PATH=$PATH:/usr/sbin

# bare COMMAND...: in the root, with an environment that names nothing of this machine
bare() {
  env -i HOME=/ MOTE_TOOLCHAIN_DIR=/toolchain TMPDIR=/tmp "$(command -v chroot)" "$work/root" "$@"
}

# compiles: a program is compiled there, and runs
compiles() {
  bare "/toolchain/$host/bin/cc" -o /seven /seven.c
  status=0
  bare /seven || status=$?
  [ $status = 7 ] || { echo "$1: the installed compiler does not work" >&2; exit 1; }
}

LEVEL=0 toolchain/dist "$work/dist" "$host" >/dev/null
mkdir -p "$work/root/tmp"
cp "build/static/$host/mote" "$work/root/mote"
echo 'int main(void) { return 7; }' >"$work/root/seven.c"
cp -r "$work/dist" "$work/root/dist"
bare /mote toolchain install -q --from /dist
compiles "from a folder"
mkdir "$work/project"
cp "$work/root/seven.c" "$work/project/"
# shellcheck disable=SC2016 # the stage expands it
printf 'name: seven\nbuild:\n  run: $CC $CFLAGS $LDFLAGS -o seven seven.c\n  output: seven\n' >"$work/project/mote.yaml"
XDG_CACHE_HOME=$work/cache MOTE_TOOLCHAIN_DIR=$work/root/toolchain MOTE_MIRROR=$work/nowhere \
  unshare -n "$work/root/mote" build -q --isolation strict -o "rootfs:$work/built.tar" "$work/project" >/dev/null
tar -xf "$work/built.tar" -C "$work" seven
status=0
"$work/seven" || status=$?
[ $status = 7 ] || { echo "what a build without network gave does not work" >&2; exit 1; }
[ "$(find "$work/root/toolchain/roots" -mindepth 1 -maxdepth 1 | wc -l)" = 1 ] || { echo "the build has made no root of packages" >&2; exit 1; }

# the archive for hosts of the other processor, by their mote; with small toolchains
if [ "$host" = amd64 ]; then
  RECIPES=$work/recipes tests/support/small_toolchain "$home" "$work/small" amd64 arm64
  MOTE_TOOLCHAIN_DIR=$work/small LEVEL=0 "$work/recipes/toolchain/dist" --host arm64 "$work/cross" amd64 arm64 >/dev/null
  cp build/static/arm64/mote "$work/recipes/mote"
  MOTE_TOOLCHAIN_DIR=$work/installed qemu-aarch64-static "$work/recipes/mote" toolchain install -q --from "$work/cross"
  grep -q arm64 "$work/installed/amd64/llvm/bin/clang" || { echo "it is not the compiler for hosts with arm64" >&2; exit 1; }
fi
rm -rf "$work/root/toolchain" "$work/root/dist"
tests/fake/files "$work/dist" "$work/port" "$work/log" --cut 20000000 &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
bare /mote toolchain install -q --from "http://127.0.0.1:$(cat "$work/port")" "$host" 2>/dev/null
compiles "from an address"
grep -q ' 20000000 206$' "$work/log" || { echo "it did not go on where it stopped: $(cat "$work/log")" >&2; exit 1; }
