#!/usr/bin/env bash
# The compiler of all toolchains is one static executable that needs nothing of the host, is small, names no folder in which it
# was made, and compiles as Debian's clang-19 does, byte for byte, for each processor.
set -euo pipefail
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}" "${sources:?}"
compiler=$home/compiler
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

echo "== one static executable, once on the disk"
! readelf -lW "$compiler/bin/clang" | grep INTERP >/dev/null || die "it has an interpreter"
! readelf -dW "$compiler/bin/clang" | grep NEEDED >/dev/null || die "it needs a library"
[ "$(find "$compiler/bin" -type f | wc -l)" = 1 ] || die "more than one file: $(ls "$compiler/bin")"
inode=$(stat -c %i "$compiler/bin/clang")
[ "$(stat -c %i "$home/amd64/llvm/bin/clang")" = "$inode" ] || die "a toolchain has a copy of its own"
! strings -a "$compiler/bin/clang" | grep -F -e "$home" -e "$sources" || die "a path of the machine that made it is in it"

echo "== without anything of the host"
mkdir "$work/root"
cp -a "$home/amd64" "$work/root/toolchain"
printf '#include <stdio.h>\nint main(void) { return puts("alone") < 0; }\n' >"$work/root/hello.c"
bwrap --bind "$work/root" / --tmpfs /tmp --unshare-all --clearenv /toolchain/bin/cc -o hello hello.c || die "it does not compile in an empty root"
[ "$("$work/root/hello")" = alone ] || die "what it compiles in an empty root does not run"

echo "== removed with the last toolchain"
mkdir -p "$work/home/hosts/arm64/compiler/bin"
cp -a "$compiler" "$work/home/compiler"
for target in amd64 arm64; do cp -a "$home/amd64" "$work/home/$target"; done
MOTE_TOOLCHAIN_DIR=$work/home mote toolchain remove -q arm64
[ -e "$work/home/compiler/bin/clang" ] || die "the compiler is removed while a toolchain is there"
MOTE_TOOLCHAIN_DIR=$work/home mote toolchain remove -q amd64
[ -z "$(find "$work/home" -mindepth 1 ! -name '.*.lock')" ] || die "left: $(ls -A "$work/home")"

echo "== the bytes of Debian's clang-19"
cat >"$work/all.c" <<'C'
#include <stdint.h>
#include <stddef.h>
struct node { struct node *next; double weight; uint64_t bits[4]; };
_Thread_local int depth;
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
uint64_t mix(uint64_t n) { return (n * 0x9e3779b97f4a7c15u) ^ __builtin_bswap64(n >> 7); }
double sum(const struct node *list)
{
	double all = 0;
	for (; list != NULL; list = list->next) all += list->weight * (double)mix(list->bits[depth & 3]);
	return all;
}
int sorted(int *items, size_t count) { size_t i; for (i = 1; i < count; i++) if (compare(items + i - 1, items + i) > 0) return 0; return 1; }
C
cd "$work"
# shellcheck disable=SC2013 # they are words
for triple in $(sed -n "s/^triple=//p" "$top"/toolchain/targets/*); do
  for flags in "-O1 -S" "-Os -fPIE -ffunction-sections" "-O2"; do
    # shellcheck disable=SC2086 # they are several words
    for clang in "$compiler/bin/clang" clang-19; do
      "$clang" --target="$triple" -ffreestanding -nostdlibinc -Qn $flags -c -o "${clang##*/}.o" all.c
    done
    cmp clang.o clang-19.o || die "$triple $flags: other bytes"
  done
done
while read -r tool options; do
  # shellcheck disable=SC2086 # options are words
  "$compiler/bin/llvm-$tool" $options clang.o >said
  # shellcheck disable=SC2086 # options are words
  "llvm-$tool-19" $options clang.o >said-19
  cmp said said-19 || die "llvm-$tool says something else"
  [ -s said ] || die "llvm-$tool says nothing"
done <<'END'
nm -S
objdump -dr
readelf -aW
size -A
strings -n 3
END
"$compiler/bin/llvm-ar" rc x.a clang.o
llvm-ar-19 rc x-19.a clang.o
cmp x.a x-19.a || die "llvm-ar makes another archive"
for change in "strip --strip-debug" "strip --strip-all" "objcopy --only-keep-debug" "objcopy --rename-section=.text=.code"; do
  cp clang.o one.o
  cp clang.o two.o
  "$compiler/bin/llvm-${change%% *}" "${change#* }" one.o
  "llvm-${change%% *}-19" "${change#* }" two.o
  cmp one.o two.o || die "llvm-$change makes another file"
done
[ "$("$compiler/bin/llvm-cxxfilt" _Z3addi)" = 'add(int)' ] || die "llvm-cxxfilt"

# To make it takes two minutes of a processor, so CI tries it where somebody has made it.
other=$home/hosts/arm64/compiler
[ -z "${TEST_ALL:-}" ] || (cd "$top" && toolchain/compiler/cross arm64)
if [ "$(cat "$other/key" 2>/dev/null)" = "$("$top/toolchain/key" --host arm64 compiler)" ] && [ "$(uname -m)" = x86_64 ]; then
  echo "== the compiler for hosts with arm64: the same bytes"
  ! readelf -lW "$other/bin/clang" | grep INTERP >/dev/null || die "it has an interpreter"
  ! strings -a "$other/bin/clang" | grep -F -e "$home" -e "$sources" || die "a path of the machine that made it is in it"
  # shellcheck disable=SC2013 # they are words
  for triple in $(sed -n "s/^triple=//p" "$top"/toolchain/targets/*); do
    "$compiler/bin/clang" --target="$triple" -ffreestanding -nostdlibinc -O2 -c -o one.o all.c
    qemu-aarch64-static "$other/bin/clang" --target="$triple" -ffreestanding -nostdlibinc -O2 -c -o two.o all.c
    cmp one.o two.o || die "$triple: other bytes on arm64"
  done
  qemu-aarch64-static "$other/bin/llvm-ar" rc x-19.a clang.o
  cmp x.a x-19.a || die "llvm-ar makes another archive on arm64"
  echo 'void _start(void) { for (;;); }' >start.c
  "$compiler/bin/clang" --target=x86_64-linux-musl -ffreestanding -c -o start.o start.c
  "$compiler/bin/ld.lld" -o one start.o
  qemu-aarch64-static "$other/bin/ld.lld" -o two start.o
  cmp one two || die "ld.lld links another executable on arm64"
fi

echo "== at most 32 MB packed"
packed=$(tar -C "$home" -c compiler | xz -T0 -6 | wc -c)
[ "$packed" -lt 32000000 ] || die "packed it has $packed bytes"
cd "$top"
echo "packed: $packed bytes"
