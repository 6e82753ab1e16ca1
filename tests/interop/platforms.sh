#!/usr/bin/env bash
# One image for all seven processors, of a C program and of a project with a configure script of its own; each of its
# programs runs, under qemu-user where this machine has another processor. Missing toolchains are installed on the way.
set -euo pipefail
# shellcheck source=/dev/null
. tests/examples/_make.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

# PLATFORM QEMU
platforms='linux/amd64 x86_64
linux/arm64 aarch64
linux/arm/v7 arm
linux/386 i386
linux/riscv64 riscv64
linux/ppc64le ppc64le
linux/s390x s390x'

# run_each IMAGE WANTED ARGUMENT...
run_each() {
  local image=$1 wanted=$2 platform qemu got
  shift 2
  while read -r platform qemu; do
    got=$(mote run --platform "$platform" --emulator "/usr/bin/qemu-$qemu-static" "$image" "$@" </dev/null) ||
      die "$image for $platform does not run"
    [ "$got" = "$wanted" ] || die "$image for $platform says \"$got\" and not \"$wanted\""
  done <<<"$platforms"
}

mote build -q --platform all -o "oci:$work/hello" examples/hello >/dev/null
[ "$(mote inspect --json "oci:$work/hello" | jq -r '[.platforms[].platform] | join(" ")')" = \
  "$(echo "$platforms" | cut -d' ' -f1 | tr '\n' ' ' | sed 's/ $//')" ] || die "the index has other platforms"
run_each "oci:$work/hello" "hello from an image of one file"

make_image sqlite IMAGE_FOLDER="$work" IMAGE_PLATFORMS=all
# a table and an index lie on pages in SQLite's own byte order
run_each "archive:$work/sqlite3.tar" "3.40.1|42|two" :memory: "create table t(n integer primary key, x real, s text unique);
  insert into t values (1, 0.5, 'one'), (2, 1.25, 'two');
  select sqlite_version(), 6 * 7, s from t where s > 'one' and x = 1.25"
