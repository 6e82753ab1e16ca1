#!/usr/bin/env bash
# The C compiler of each target, static and static-pie, checked by the ELF check and run, with qemu-user for another
# processor: threads, thread-local storage, atomics of all widths, 64 and 128 bits, long double, stack protector, kernel
# headers, a file that ld embeds. The libraries of gcc that projects name also link.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

mote toolchain install all
printf embedded >"$work/embedded"
[ "$(mote toolchain list | grep -c 'clang 19')" = 7 ] || die "not all are installed"
while read -r target qemu bits; do
  compiler=$(mote toolchain list --json | jq -r --arg t "$target" '.[] | select(.target == $t).folder')/bin/cc
  (cd "$work" && "${compiler%cc}ld" -r -b binary -o "$target.o" embedded) || die "$target: ld embeds no file"
  for kind in -static -static-pie; do
    program=$work/$target$kind
    "$compiler" $kind -O2 -fstack-protector-strong -Wno-atomic-alignment -o "$program" tests/toolchain/targets.c "$work/$target.o" -lm -lpthread -lcrypt \
      -latomic -lgcc -lgcc_s -lgcc_eh -lssp -lssp_nonshared
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
