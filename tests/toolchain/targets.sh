#!/usr/bin/env bash
# The C compiler of each target, static and static-pie, proven by the ELF check and run, under qemu-user where this machine
# has another processor: threads, thread-local storage, atomics, 64 and 128 bits, long double, stack protector, kernel headers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

mote toolchain install all
[ "$(mote toolchain list | grep -c 'clang 19')" = 7 ] || die "not all are installed"
while read -r target qemu bits; do
  compiler=$(mote toolchain list --json | jq -r --arg t "$target" '.[] | select(.target == $t).folder')/bin/cc
  for kind in -static -static-pie; do
    program=$work/$target$kind
    "$compiler" $kind -O2 -fstack-protector-strong -o "$program" tests/toolchain/targets.c -lm -lpthread -lcrypt
    mote check --platform "$target" "$program" >"$work/check" || die "$target $kind: $(cat "$work/check")"
    got=$("/usr/bin/qemu-$qemu-static" "$program") || die "$target $kind: $got"
    [ "$got" = "good, long double has $bits bits" ] || die "$target $kind: $got"
    if "/usr/bin/qemu-$qemu-static" "$program" smash >/dev/null 2>&1; then die "$target $kind: the stack was smashed unseen"; fi
  done
done <<'TARGETS'
amd64 x86_64 64
arm64 aarch64 113
armv7 arm 53
386 i386 64
riscv64 riscv64 113
ppc64le ppc64le 53
s390x s390x 113
TARGETS
