#!/usr/bin/env bash
# By any usual name of a compiler or tool a project gets the one for the target. Folders of this machine that a
# configure script names are left out. What gcc 12 accepts with a warning is accepted with a warning.
set -euo pipefail
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
tool=$home/amd64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PATH=$tool/bin:/usr/bin:/bin

die() {
  echo "$*" >&2
  exit 1
}

echo "== names"
cat >program.c <<'C'
#include <stdio.h>
int main(void) { return printf("%d\n", (int)sizeof(long double)) < 0; }
C
"$tool/bin/cc" -o plain.out program.c
for name in gcc clang c89 c99 cc x86_64-linux-gnu-gcc x86_64-linux-musl-gcc; do
  "$name" -o "$name.out" program.c
  cmp "$name.out" plain.out || die "$name makes other bytes than cc"
  ! readelf -n "$name.out" | grep 'OS: Linux, ABI' >/dev/null || die "$name links glibc"
  ! readelf -l "$name.out" | grep INTERP >/dev/null || die "$name links dynamically"
done
[ "$(c89 -E -dM program.c | grep -c __STDC_VERSION__ || true)" = 0 ] || die "c89 is not C89"
c99 -E -dM program.c | grep '__STDC_VERSION__ 199901L' >/dev/null || die "c99 is not C99"
for name in g++ clang++ c++ x86_64-linux-gnu-g++ ld as ar nm strip objcopy objdump ranlib readelf size strings addr2line c++filt cpp \
  gcc-ar gcc-nm gcc-ranlib ld.bfd ld.gold ld.lld pkg-config pkgconf; do
  [ "$(command -v "$name")" = "$tool/bin/$name" ] || die "$name is not ours: $(command -v "$name")"
  "$name" --version >/dev/null || die "$name does not run"
done
[ "$(c++filt _Z3addi)" = 'add(int)' ] || die "c++filt"

# this machine's gcc, called by its path, uses its own assembler
/usr/bin/gcc -static -o host.out program.c
if [ "$(./host.out)" != "$(./plain.out)" ] || ! readelf -n host.out | grep 'OS: Linux, ABI' >/dev/null; then die "the host's gcc does not work any more"; fi

echo "== as and cpp"
printf '.ifdef DEEP\n.globl deep\ndeep: ret\n.endif\n' >-a.s
as --64 --defsym DEEP=1 -o one.o ./-a.s
as --defsym=DEEP=1 <./-a.s
for object in one.o a.out; do
  nm "$object" | grep ' T deep$' >/dev/null || die "as: $object: $(nm "$object")"
done
printf 'A __x86_64__ __cplusplus\n' >text.in
[ "$(cpp -P -DA=b text.in)" = 'b 1 __cplusplus' ] || die "cpp: $(cpp -P -DA=b text.in)"
[ "$(cpp -P -DA=b <text.in)" = 'b 1 __cplusplus' ] || die "cpp reads no standard input"
cpp -P -D A=c text.in written
[ "$(cat written)" = 'c 1 __cplusplus' ] || die "cpp writes no file"

echo "== folders of this machine"
says() { # ARGUMENT...: what the driver says, but not what the compiler says
  cc "$@" -o said.out program.c 2>&1
}
for words in "-I/usr/include" "-I /usr/include" "-isystem /usr/include/x86_64-linux-gnu" "-idirafter /usr/local/include" \
  "-L/usr/lib/x86_64-linux-gnu" "-L /usr/lib" "-L/lib64" "-L/usr/local/lib"; do
  # shellcheck disable=SC2086 # they are one argument or two
  said=$(says $words)
  [ "$said" = "cc: left out \"$words\": what is there is this machine's, not the target's" ] || die "$words: it says: $said"
  cmp said.out plain.out || die "$words changes the program"
done
[ -z "$(cc -E -I/usr/include program.c 2>&1 >/dev/null)" ] || die "a script that preprocesses is told something"
cc -E -M -I/usr/include program.c | tr ' ' '\n' | grep '^/usr/include' && die "a header of this machine is read"
mkdir -p own/usr/include
echo '#define OWN 1' >own/usr/include/own.h
printf '#include <own.h>\n#include <stdio.h>\nint main(void) { return puts("\x27") < OWN - 1; }\n' >with.c
[ -z "$(cc -I"$work/own/usr/include" -I own/usr/include -L/usr/src/lib -DTEXT='"a  b"' -o with with.c 2>&1)" ] || die "a folder of the project is left out"
# the driver keeps words whole when it leaves out a word beside them
[ "$(cc -DTEXT='"a  b"' -L/usr/lib -E -P -x c - <<<TEXT)" = '"a  b"' ] || die "the driver breaks words"
# a toolchain in such a folder still has its ports there
mkdir -p ports/own/include
echo '#define OWN 1' >ports/own/include/own.h
said=$(bwrap --ro-bind / / --dev /dev --tmpfs /tmp --bind "$work" /tmp/work --tmpfs /usr/local/lib --ro-bind "$tool" /usr/local/lib/home/amd64 \
  --ro-bind ports /usr/local/lib/home/ports --chdir /tmp/work \
  /usr/local/lib/home/amd64/bin/cc -I/usr/local/lib/home/ports/own/include -isystem /usr/local/lib/home/ports/own/include -o with with.c 2>&1) ||
  die "a port beside the toolchain is left out: $said"

echo "== what gcc 12 warns of"
cat >old.c <<'C'
typedef void (*handler)(int);
static int handle(char *text) { return text == 0; }
twice(number) { return number * 2; }
nothing(number) { if (number) return; }
void something(void) { return twice(1); }
int main(void)
{
	handler installed = handle;
	char *text = 5;

	return installed == 0 || text == 0 || later(3) != 3 || twice(4) != 8;
}
later(number) { return number; }
C
cc -o old old.c 2>said || die "an old program does not compile: $(cat said)"
./old || die "an old program gives $?"
for group in implicit-function-declaration implicit-int int-conversion incompatible-function-pointer-types return-mismatch; do
  grep "warning: .*\[-W$group\]" said >/dev/null || die "nothing is said of $group: $(cat said)"
  ! cc -Werror="$group" -c old.c -o x.o 2>/dev/null || die "-Werror=$group is not heeded"
done
! cc -Werror -c old.c -o x.o 2>/dev/null || die "-Werror is not heeded"
cp old.c old.cpp
! c++ -c old.cpp -o x.o 2>/dev/null || die "C++ has become lenient"
