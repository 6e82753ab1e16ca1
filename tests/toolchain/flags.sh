#!/usr/bin/env bash
# mote's own flags make programs small and do not change what they do. Each flag could harm one of these programs: it
# must print the same as when gcc and GNU ld make it without the flag. src/builder/stage_environment.c lists the flags.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

mkdir "$work/sets" "$work/start" "$work/folding" "$work/tables" "$work/stack" "$work/throw"

# --gc-sections: sets, to which only __start_NAME and __stop_NAME refer; a section that is found by its place
cat >"$work/sets/main.c" <<'C'
#include <stdio.h>
extern const int __start_weak_set[] __attribute__((weak)), __stop_weak_set[] __attribute__((weak));
extern const int __start_strong_set[], __stop_strong_set[];
extern const int __start_no_set[] __attribute__((weak));
extern const int place_begin[], place_end[];
static int sum(const int *at, const int *end) { int all = 0; while (at < end) all += *at++; return all; }
int main(void)
{
	printf("weak %d strong %d none %d\n", sum(__start_weak_set, __stop_weak_set),
	    sum(__start_strong_set, __stop_strong_set), __start_no_set == NULL);
	printf("by place %d\n", sum(place_begin, place_end));
	return 0;
}
C
cat >"$work/sets/a.c" <<'C'
const int place_begin[] __attribute__((section(".place"))) = {1};
static const int one __attribute__((used, section("weak_set"))) = 1, two __attribute__((used, section("strong_set"))) = 2;
C
cat >"$work/sets/b.c" <<'C'
static const int member __attribute__((used, retain, section(".place"))) = 20;
static const int four __attribute__((used, section("weak_set"))) = 4, eight __attribute__((used, section("strong_set"))) = 8;
C
cat >"$work/sets/c.c" <<'C'
const int place_end[] __attribute__((section(".place"))) = {300};
C

# --gc-sections and -ffunction-sections: functions that run before and after main, in order, without being called
cat >"$work/start/main.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
void say(const char *word) { printf("%s ", word); fflush(stdout); }
__attribute__((constructor(300))) static void third(void) { say("300"); }
__attribute__((constructor)) static void last(void) { say("last"); }
__attribute__((destructor(300))) static void late(void) { say("~300"); }
static void bye(void) { say("atexit"); }
int main(void) { atexit(bye); say("main"); return 0; }
C
cat >"$work/start/other.c" <<'C'
void say(const char *word);
__attribute__((constructor(200))) static void second(void) { say("200"); }
__attribute__((constructor(100 + 1))) static void first(void) { say("101"); }
__attribute__((destructor(200))) static void later(void) { say("~200"); }
static void by_hand(void) { say("by-hand"); }
static void (*const entry)(void) __attribute__((used, section(".init_array.00250"))) = by_hand;
C

# --icf=safe: equal functions and equal constants whose addresses are compared, in several files and in assembler
cat >"$work/folding/main.c" <<'C'
#include <stdio.h>
int f1(int), f2(int), g1(int), g2(int);
extern const char t1[], t2[];
extern int (*const table[4])(int);
extern int (*const from_assembler[2])(int);
__attribute__((noinline)) static int h1(int n) { return n * 3 + 1; }
__attribute__((noinline)) static int h2(int n) { return n * 3 + 1; }
static int (*volatile first)(int) = h1, (*volatile second)(int) = h2;
int main(void)
{
	printf("functions %d %d %d %d\n", (void *)f1 == (void *)f2, table[0] == table[1], table[2] == table[3], first == second);
	printf("assembler %d, constants %d\n", from_assembler[0] == from_assembler[1], (const void *)t1 == (const void *)t2);
	printf("results %d\n", f1(1) + f2(2) + g1(3) + g2(4) + first(5) + second(6));
	return 0;
}
C
cat >"$work/folding/a.c" <<'C'
int f1(int n) { return n * 5 + 2; }
int g1(int n) { return n * 7 + 3; }
const char t1[] = "the very same text";
C
cat >"$work/folding/b.c" <<'C'
int f2(int n) { return n * 5 + 2; }
int g2(int n) { return n * 7 + 3; }
const char t2[] = "the very same text";
C
cat >"$work/folding/c.c" <<'C'
int f1(int), f2(int), g1(int), g2(int);
int (*const table[4])(int) = {f1, f2, g1, g2};
C
printf '\t.section .data.rel.ro,"aw"\n\t.globl from_assembler\n\t.balign 8\nfrom_assembler:\n\t.quad g1\n\t.quad g2\n\t.section .note.GNU-stack,"",%%progbits\n' >"$work/folding/d.s"

# relr, relro and now: tables of addresses, also at odd addresses, in memory that becomes read-only at the start
cat >"$work/tables/main.c" <<'C'
#include <stdio.h>
static int numbers[100];
struct odd { char c; int *at; } __attribute__((packed));
#define TEN(n) &numbers[n], &numbers[n + 1], &numbers[n + 2], &numbers[n + 3], &numbers[n + 4], &numbers[n + 5], &numbers[n + 6], &numbers[n + 7], &numbers[n + 8], &numbers[n + 9]
static int *const constant[] = {TEN(0), TEN(10), TEN(20), TEN(30), TEN(40), TEN(50), TEN(60), TEN(70), TEN(80), TEN(90)};
static int *volatile changing[] = {TEN(5), TEN(15), TEN(25), TEN(35), TEN(45), TEN(55), TEN(65), TEN(75)};
static struct odd odd[] = {{1, &numbers[3]}, {2, &numbers[4]}, {3, &numbers[5]}};
int main(void)
{
	int i, sum = 0;
	for (i = 0; i < 100; i++) numbers[i] = i;
	for (i = 0; i < 100; i++) sum += *constant[i];
	for (i = 0; i < 80; i++) sum += *changing[i];
	for (i = 0; i < 3; i++) sum += *odd[i].at * odd[i].c;
	printf("%d\n", sum);
	return 0;
}
C

# stack-size: a thread with 6 MB of frames
cat >"$work/stack/main.c" <<'C'
#include <pthread.h>
#include <stdio.h>
#include <string.h>
static __attribute__((noinline)) int deep(int n)
{
	volatile char room[60000];
	memset((char *)room, n, sizeof(room));
	return n == 0 ? room[0] : deep(n - 1) + room[59999] - n + 1;
}
static void *work(void *result) { *(int *)result = deep(100); return NULL; }
int main(void)
{
	pthread_t thread;
	int result = 0;
	if (pthread_create(&thread, NULL, work, &result) != 0) return 1;
	pthread_join(thread, NULL);
	printf("%d\n", result);
	return 0;
}
C

# make uses CC, CFLAGS and LDFLAGS
cat >"$work/Makefile" <<'END'
program: $(patsubst %.c,%.o,$(wildcard *.c)) $(patsubst %.cc,%.o,$(wildcard *.cc)) $(patsubst %.s,%.o,$(wildcard *.s))
	$(LINK) $(LDFLAGS) -o $@ $^ -pthread
END

# flags that a project with run: must ask for
run_cflags=''

# same NAME LINK ARGUMENT...: mote builds the sources, and runs the project's own make; both programs print what gcc's
# prints
same() {
  local name=$1 linker=$2 sources want got
  shift 2
  cd "$work/$name"
  case $linker in CXX) gcc -Os -c ./*.c && g++ -Os -c ./*.cc && g++ -o ../gcc ./*.o -pthread ;; *) gcc -Os -o ../gcc ./* -pthread ;; esac
  rm -f ./*.o
  want=$(../gcc) || die "$name: gcc's own program fails"
  sources=(./*)
  "$MOTE" build -q --name program -o oci:../image "$@" "${sources[@]}" >/dev/null
  got=$("$MOTE" run -q oci:../image) || die "$name $*: the program fails with status $?"
  [ "$got" = "$want" ] || die "$name $*: with sources: it says \"$got\", gcc's \"$want\""
  cp ../Makefile .
  "$MOTE" build -q --name program -o oci:../image "$@" --cflags "$run_cflags" --run "make -s LINK='\$($linker)'" --run-output program . >/dev/null
  rm Makefile
  got=$("$MOTE" run -q oci:../image) || die "$name $*: the program of run: fails with status $?"
  [ "$got" = "$want" ] || die "$name $*: with run: it says \"$got\", gcc's \"$want\""
  echo "$name: ${got//$'\n'/; }"
  cd "$work"
}

for name in sets start folding tables stack; do
  same $name CC
  same $name CC --static
done
# the same with compilers of the user: clang, whose lld drops sets, and gcc
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
home=${home:?}/amd64
clang="clang-19 --target=x86_64-linux-musl --sysroot=$home/sysroot -resource-dir $home/resource --gcc-toolchain=/nonexistent -B$home/sysroot/usr/lib --rtlib=compiler-rt --unwindlib=none"
for name in sets tables stack; do
  same $name CC --toolchain "$clang"
  same $name CC --toolchain gcc
done

# with a musl that is older than packed relocations
[ -e /usr/lib/x86_64-linux-musl/libc.a ] || die "musl-dev is not installed"
mkdir -p old/usr
ln -s /usr/lib/x86_64-linux-musl old/usr/lib
ln -s /usr/include/x86_64-linux-musl old/usr/include
same tables CC --toolchain "clang-19 --target=x86_64-linux-musl --sysroot=$work/old -resource-dir $home/resource --gcc-toolchain=/nonexistent -B/usr/lib/x86_64-linux-musl --rtlib=compiler-rt --unwindlib=none"

# -fno-asynchronous-unwind-tables: an exception of C++ passes through a function of C
cat >"$work/throw/main.cc" <<'CC'
#include <cstdio>
#include <stdexcept>
extern "C" int call(int (*)(int), int);
static int thrower(int n) { if (n > 1) throw std::runtime_error("caught behind C"); return n; }
int main()
{
	std::printf("%d ", call(thrower, 1));
	try { call(thrower, 2); } catch (const std::exception &error) { std::puts(error.what()); }
	return 0;
}
CC
cat >"$work/throw/call.c" <<'C'
int call(int (*function)(int), int n);
int call(int (*function)(int), int n) { return function(n) + 1; }
C
run_cflags=-fasynchronous-unwind-tables
same throw CXX --toolchain gcc
cd throw
"$MOTE" build -q --name program -o oci:../image --toolchain gcc --cflags -fno-asynchronous-unwind-tables ./* >/dev/null
if "$MOTE" run -q oci:../image >/dev/null 2>&1; then die "throw: the tables are of no use any more"; fi
