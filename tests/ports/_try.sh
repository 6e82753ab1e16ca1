#!/usr/bin/env bash
# One library of the catalogue: built, linked into its program here, proven static and run, for amd64 and arm64,
# under qemu-user where it is not this machine's processor.
#   tests/ports/_try.sh PORT
# The ports that mote itself is made of (src/mote.yaml) and what they need, curl, sqlite3 and libc-extras are tried for a third
# processor, which this commit picks; with TEST_ALL=1 for all seven.
set -euo pipefail
port=$1
everywhere=' bzip2 curl jansson libarchive libc-extras libdeflate lz4 nghttp2 openssl sqlite3 xz yaml zlib zstd '
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"

die() {
  echo "$*" >&2
  exit 1
}

try() { # TARGET EMULATOR, which this machine's own needs not
  local source program=$work/$port-$1 compiler=cc flags headers header folder
  local run=("/usr/bin/qemu-$2-static" "$program")
  [ "$(uname -m)" != "$2" ] || run=("$program")
  source=$(echo tests/ports/"$port".c*)
  [ "${source##*.}" = c ] || compiler=c++
  flags=$(mote ports flags -q -p "$1" "$port")
  headers=$(sed -n "s/^$port = //p" toolchain/headers)
  folder=$home/ports/$1/$port/include/$(sed -n 's/^INCLUDES = //p' "toolchain/ports/$port.mk")
  for header in $headers; do
    [ -e "$folder/$header" ] || die "$port has no header \"$header\" for $1"
  done
  # shellcheck disable=SC2086 # a list of words
  "$home/$1/bin/$compiler" -O1 -o "$program" "$source" $flags || die "$port does not link for $1"
  mote check --platform "$1" "$program" >"$work/check" || die "$port, $1: $(cat "$work/check")"
  timeout 60 "${run[@]}" >"$work/words" 2>&1 || die "$port, $1: it fails with status $?: $(cat "$work/words")"
}

try amd64 x86_64
try arm64 aarch64
if [[ $everywhere == *" $port "* ]]; then
  for other in $(printf '%s\n' armv7:arm 386:i386 riscv64:riscv64 ppc64le:ppc64le s390x:s390x | tests/support/pick 1); do
    try "${other%:*}" "${other#*:}"
  done
fi
