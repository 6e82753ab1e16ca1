#!/usr/bin/env bash
# The drivers make static executables however they are asked, take nothing from the host, and work from anywhere.
set -eu
top=$PWD
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
tool=$home/amd64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

die() {
  echo "$*" >&2
  exit 1
}

# static_proof FILE KIND: no interpreter, no needed library, no relocation that wants a loader
static_proof() {
  readelf -lW "$1" | grep -q INTERP && die "$1 has an interpreter"
  readelf -dW "$1" | grep -q NEEDED && die "$1 needs a library"
  readelf -rW "$1" | grep -q IRELATIV && die "$1 has IRELATIVE relocations"
  readelf -hW "$1" | grep -q "Type: *$2" || die "$1 is not $2"
  "./$1" >"$1.out" || die "$1 does not run"
}

cat >program.c <<'C'
#include <crypt.h>
#include <linux/landlock.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static _Thread_local int local = 7;

static void *work(void *sum)
{
	*(double *)sum = sqrt(2.0) + local;
	return NULL;
}

int main(int argc, char **argv)
{
	volatile __int128 wide = (__int128)1 << 100;
	pthread_t thread;
	double sum = 0;
	char name[16];

	pthread_create(&thread, NULL, work, &sum);
	pthread_join(thread, NULL);
	strncpy(name, argv[0], sizeof(name) - 1);
	printf("%.3f %d %d\n", sum, (int)(wide / ((__int128)argc << 99)), crypt("a", "$1$b") != NULL);
	return 0;
}
C

"$tool/bin/cc" -O2 -fstack-protector-strong program.c -o default -lm -lpthread
static_proof default DYN
"$tool/bin/cc" -O2 program.c -o static -static -lm
static_proof static EXEC
"$tool/bin/cc" -O2 program.c -o static-pie -static-pie
static_proof static-pie DYN
"$tool/bin/cc" -O2 -no-pie program.c -o no-pie
static_proof no-pie EXEC
"$tool/bin/cc" -c -O2 program.c -o program.o
"$tool/bin/cc" program.o -o separate
static_proof separate DYN
[ "$(cat default.out)" = "8.414 2 1" ] || die "wrong result: $(cat default.out)"

# a thread's stack is as large as with glibc, or as asked for; a driver that is only asked for its version links nothing
stack_of() { readelf -lW "$1" | awk '/GNU_STACK/ { print $6 }'; }
[ "$(stack_of separate)" = 0x800000 ] || die "threads get $(stack_of separate)"
MOTE_STACK=262144 "$tool/bin/cc" program.o -o other-stack
[ "$(stack_of other-stack)" = 0x040000 ] || die "threads get $(stack_of other-stack) instead of what was asked for"
"$tool/bin/cc" program.o -Wl,-z,stack-size=65536 -o own-stack
[ "$(stack_of own-stack)" = 0x010000 ] || die "threads get $(stack_of own-stack) instead of what the flags say"
MOTE_LIBS=/nonexistent.a "$tool/bin/cc" -v 2>version || die "cc -v: $(cat version)"

# the environment of a host must not leak in
mkdir trap
echo '#error "a header of the host"' >trap/stdio.h
: >trap/libc.a
LIBRARY_PATH=$work/trap CPATH=$work/trap C_INCLUDE_PATH=$work/trap "$tool/bin/cc" program.c -o environment
static_proof environment DYN

# through a link, by the triple's name, and moved elsewhere
ln -s "$tool/bin/cc" linked
./linked program.c -o by-link
static_proof by-link DYN
PATH=$tool/bin:$PATH x86_64-linux-musl-gcc program.c -o by-name
static_proof by-name DYN
cp -a "$tool" moved
./moved/bin/cc program.c -o by-move
static_proof by-move DYN
cmp by-name by-move || die "the place of the toolchain is in the bytes"

# partial and shared links are left alone, archives have no time
"$tool/bin/cc" -r program.o -o partial.o
readelf -hW partial.o | grep -q 'Type: *REL' || die "-r did not give an object"
"$tool/bin/cc" -shared -fPIC program.c -o library.so
readelf -hW library.so | grep -q 'Type: *DYN' || die "-shared did not give a library"
"$tool/bin/ar" rcs one.a program.o
touch program.o
"$tool/bin/ar" rcs two.a program.o
cmp one.a two.a || die "an archive depends on time"

# no path of the machine that built it
! strings -a "$tool"/sysroot/usr/lib/* "$tool"/resource/lib/linux/* | grep -F "$home" || die "a path of the build leaked"
cd "$top"
# nothing to do is said by doing nothing
[ -z "$(make -s -C toolchain TARGET=amd64 2>&1)" ] || die "the toolchain was built again"
