#!/bin/sh
# slow: many builds
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# malloc: and libc-extras: are in what mote compiles and in what a project links that heeds no LDFLAGS, with the same bytes on
# every rung; a build is recalled only for the malloc that it was made with.
# not under valgrind: it does not know the system calls of Landlock
mkdir one two
cat >one/a.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int count, char **words)
{
	char *text = malloc(100 * (size_t)count);

	if (text == NULL)
		return 1;
	snprintf(text, 100, "%s has %d", "a", count);
	puts(strchr(text, 'h'));
	free(text);
	return words == NULL;
}
C
echo 'build: {sources: a.c, malloc: mimalloc, libc-extras: true}' >one/mote.yaml
cp one/a.c two/
printf 'all: a b\n%%: %%.c\n\tcc -O1 -o $@ $<\nb.c: a.c\n\tsed s/has/had/ a.c >b.c\n' >two/Makefile
printf 'build:\n  run: make -s\n  output: [a, b]\n  malloc: jemalloc\n' >two/mote.yaml
build() { # NAME ARGUMENT...
  name=$1
  shift
  mote build -q --no-cache --name a -o "rootfs:$PWD/$name.tar" "$@" >/dev/null || echo "status $?"
}
tell() {
  mkdir -p "$1.root" && tar -xf "$1.tar" -C "$1.root" || exit
  for program in "$1.root"/*; do
    echo "$1: ${program##*/}: $(mote check "$program" | sed -n 's/^  allocator *//p'): $("$program")"
  done
}
for rung in strict landlock none; do build $rung --isolation=$rung one; done
cmp strict.tar landlock.tar && cmp strict.tar none.tar && tell strict
build fixed --static one && tell fixed
build own two && tell own
for rung in strict landlock none; do build own-$rung --isolation=$rung two; done
cmp own-strict.tar own-landlock.tar && cmp own-strict.tar own-none.tar
# a flag wins over the file
build musl --malloc=musl one && tell musl

# recalled, and for another malloc built
again() { mote build --progress=plain --name a -o "rootfs:$PWD/again.tar" "$@" one 2>&1 >/dev/null | grep -o 'building.*'; }
echo first; again
echo recalled; again
echo other; again --malloc=jemalloc
echo recalled; again --malloc=jemalloc
[ $? -eq 1 ]
