#!/bin/sh
# sources: globs, folders above the source, names that mean something to make and sh, equal names in
# different folders, a file that matches twice; status 3 when nothing matches.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir -p 'app/su b' lib/util inc
echo '#define ANSWER 42' >inc/answer.h
echo 'const char *one(void) { return __FILE__; }' >'app/su b/util.c'
echo 'const char *two(void) { return __FILE__; }' >lib/util/util.c
cat >"app/it's \$(x) #1.c" <<'END'
#include <answer.h>
#include <stdio.h>
const char *one(void), *two(void);
int main(void) { return printf("%s %s %s %d\n", __FILE__, one(), two(), ANSWER) < 0; }
END
mote build -q --source '**/*.c' --source '../lib/util/*.c' --source 'su b/util.c' --cflags '-I../inc' \
	--name a --compression none -o oci:out app >/dev/null || exit
for blob in out/blobs/sha256/*; do tar -xf "$blob" a 2>/dev/null; done
./a
mote build -q --source 'no/*.c' --name a app
echo $?
echo x >app/a.txt
mote build -q --source a.txt --name a app
echo $?
