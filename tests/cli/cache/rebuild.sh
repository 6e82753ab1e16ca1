#!/bin/bash
# What is built anew and what is recalled: "compiled" counts the compilers that ran.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir -p src inc
for n in 1 2 3; do echo "#include \"n.h\"
int f$n(void) { return N + $n; }" >src/f$n.c; done
echo '#define N 40' >inc/n.h
cat >src/main.c <<'C'
#include <stdio.h>
#include "n.h"
int f1(void), f2(void), f3(void);
int main(void) { printf("%d\n", f1() + f2() + f3()); }
C
printf 'name: app\nbuild: {sources: [src/*.c], includes: [inc]}\n' >mote.yaml
build() { # WHAT [FLAG...]
  local what=$1
  shift
  mote build -v -o oci:out "$@" >digest 2>log || { tail -3 log; return; }
  printf '%s: compiled %s, %s, prints %s\n' "$what" "$(grep -c "^mote: cc .* -c src/" log)" \
    "$(grep -q ', cached$' log && echo recalled || echo linked)" "$(mote run oci:out)"
}
build 'from nothing'
cp digest first
build unchanged
cmp digest first && echo 'the same image'
touch -d 2001-01-01 src/*.c inc/n.h mote.yaml
build touched
(umask 077 && cp -r . ../elsewhere && cd ../elsewhere && build 'another folder, with nothing of this one' && cmp digest ../work/first && echo 'the same image')
echo 'int f1(void) { return 1; }' >src/f1.c
build 'one source of four changed'
echo '#define N 50' >inc/n.h
build 'a header changed, three sources read it'
echo '#define N 60' >src/n.h
build 'a header appears that is found before'
rm src/n.h
build 'and goes again'
build 'another flag' --cflags=-O2
build 'another linker flag' --ldflags=-Wl,-z,noseparate-code
build 'without a cache' --no-cache
