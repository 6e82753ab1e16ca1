#!/usr/bin/env bash
# C++ of the toolchains and its libraries, static and static-pie, checked and run. Without libc++ the driver says how to
# install it. CI tries this machine's target and one other, TARGETS=all tries all.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
mkdir "$work/bare"
cp -a "$home/amd64" "$work/bare/amd64"
rm -f "$work/bare/amd64/sysroot/usr/lib/libc++.a"
if said=$("$work/bare/amd64/bin/x86_64-linux-musl-g++" -o "$work/x" tests/toolchain/cxx.cpp 2>&1); then die "C++ without libc++"; fi
[ "$said" = 'c++: C++ is not installed for this target; "mote toolchain install --c++ amd64" installs it' ] ||
  [ "$said" = 'x86_64-linux-musl-g++: C++ is not installed for this target; "mote toolchain install --c++ amd64" installs it' ] || die "it says: $said"

targets='amd64 x86_64
arm64 aarch64'
[ "${TARGETS:-}" != all ] || targets="$targets
armv7 arm
386 i386
riscv64 riscv64
ppc64le ppc64le
s390x s390x"
# shellcheck disable=SC2046 # a list of words
mote toolchain install --c++ $(echo "$targets" | cut -d' ' -f1)
while read -r target qemu; do
  for kind in -static -static-pie; do
    program=$work/$target$kind
    "$home/$target/bin/c++" $kind -O2 -o "$program" tests/toolchain/cxx.cpp
    mote check --platform "$target" "$program" >"$work/check" || die "$target $kind: $(cat "$work/check")"
    got=$("/usr/bin/qemu-$qemu-static" "$program") || die "$target $kind: $got"
    [ "$got" = '4000 4000 5 42 a#b# 3.25' ] || die "$target $kind: $got"
  done
  # C's compiler also links the C++ libraries by gcc's names
  "$home/$target/bin/c++" -O1 -c -o "$work/library.o" tests/toolchain/cxx-library.cpp
  "$home/$target/bin/gcc" -o "$work/library" "$work/library.o" -lstdc++ -lsupc++ -lgcc_s -lgcc_eh -lgcc -latomic -lm
  got=$("/usr/bin/qemu-$qemu-static" "$work/library" | tr '\n' ' ') || die "$target: the libraries of C++ fail"
  [ "$got" = 'thread_local 27 exceptions locale filesystem charconv regex the object of the main thread is gone ' ] || die "$target: $got"
done <<<"$targets"

# mote compiles C++ sources by itself
cp tests/toolchain/cxx.cpp "$work/"
mote build -q --with tmp -p amd64,arm64 -o "oci:$work/image" "$work/cxx.cpp" >/dev/null
[ "$(mote run "oci:$work/image" 2>&1)" = '4000 4000 5 42 a#b# 3.25' ] || die "the image says: $(mote run "oci:$work/image" 2>&1)"
