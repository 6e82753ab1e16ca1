#!/bin/sh
# slow: many builds
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# A malloc that was asked for and is not in the program: each way to miss it gives one line that says what is there.
cat >a.c <<'C'
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **words)
{
	char *text = malloc(100 * (size_t)count);

	if (text == NULL)
		return 1;
	snprintf(text, 100, "%d", count);
	puts(text);
	free(text);
	return words == NULL;
}
C
cat >own.c <<'C'
#include <stddef.h>
static char pool[1 << 16];
static size_t used;
void *malloc(size_t size) { void *place = pool + used; used += (size + 15) & ~(size_t)15; return place; }
void free(void *place) { (void)place; }
C
echo 'int main(void) { return 0; }' >none.c
try() { # MALLOC COMMAND...
  echo "$1: $2"
  { mote build -q --root host --name a --malloc "$1" --run "$2" --run-output a -o "rootfs:$PWD/a.tar" . >/dev/null; } 2>&1
  echo "  status $?"
  rm -f a a.tar
}
# the C library before all else
try mimalloc 'cc -nodefaultlibs -o a a.c -lc'
# the host's compiler and its C library
try mimalloc '/usr/bin/gcc -static -o a a.c'
# one of its own

try mimalloc 'cc -fno-builtin -Wl,--build-id -o a a.c own.c'
try jemalloc 'unset MOTE_LIBS; cc -O1 -o a a.c'
try musl 'cc -o a a.c'
# what was installed is looked at too
# shellcheck disable=SC2016 # the stage's shell expands it
try mimalloc 'cc -o a a.c; mkdir -p $DESTDIR/bin; cp a $DESTDIR/bin/good; MOTE_LIBS= cc -o $DESTDIR/bin/bad a.c'
# a program that does not allocate needs none; one that is stripped is taken at its word
try mimalloc 'cc -Wl,--build-id -o a none.c'
{ mote build --progress=none --name a --malloc mimalloc --run 'cc -s -o a none.c' --run-output a -o "rootfs:$PWD/a.tar" . >/dev/null; } 2>&1 |
  grep stripped
