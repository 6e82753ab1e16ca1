#!/usr/bin/env bash
# A static mote installs toolchains on a root that has no other file, from a folder and from an address whose server breaks off,
# and what it installed compiles there.
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
rm -rf "$work/root/toolchain" "$work/root/dist"
tests/fake/files "$work/dist" "$work/port" "$work/log" --cut 20000000 &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
bare /mote toolchain install -q --from "http://127.0.0.1:$(cat "$work/port")" "$host" 2>/dev/null
compiles "from an address"
grep -q ' 20000000 206$' "$work/log" || { echo "it did not go on where it stopped: $(cat "$work/log")" >&2; exit 1; }
