#!/bin/sh
# Warnings of a build that are no errors: flags for this machine's processor, and dlopen.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
cat >loads.c <<'C'
#include <dlfcn.h>
int main(int count, char **words) { return dlopen(words[count - 1], RTLD_NOW) != 0; }
C
echo 'int main(void) { return 0; }' >plain.c
try() { # ARGUMENT...
  echo "$*"
  mote build --progress=none --name a -o "rootfs:$PWD/a.tar" --metadata-file json "$@" 2>&1 >/dev/null | grep -E 'dlopen|native' | sed 's|linux/[a-z0-9/]*|PLATFORM|'
  grep -o '"cached": [a-z]*' json
}
try plain.c
try --cflags '-O2 -mtune=native' plain.c
# the first build was not kept in the cache
try --cflags '-O2 -mtune=native' plain.c
try --run 'cc -march=native -o a plain.c' --run-output a .
# shellcheck disable=SC2016 # the stage's shell expands it
printf 'name: a\nbuild: {run: "cc $CFLAGS -o a plain.c", output: a, env: {CFLAGS: -O3 -mtune=native}}\n' >mote.yaml
try
try loads.c
# a recalled program warns too, and -q does not hide the warning
try -q loads.c
tar -xf a.tar a
mote pack --progress=none -o rootfs:b.tar a 2>&1 | grep -c 'calls dlopen'
mote check a | grep dlopen
mote check --json a | grep dlopen
