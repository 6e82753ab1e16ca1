#!/bin/sh
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# The stack of threads is 8 MiB by default. A size that the project asks for is proven.
cat >a.c <<'C'
int main(void) { return 0; }
C
build() { # ARGUMENT...
  echo "$*"
  mote build -q --root host --name a -o "rootfs:$PWD/a.tar" "$@" >/dev/null 2>said || { echo "  status $?"; cat said; return; }
  tar -xf a.tar a && mote check a | grep 'thread stack'
  mote check --json a | grep threadStack
  rm -f a a.tar
}
build a.c
build --stack 1MiB a.c
build --static --stack 130KiB a.c
# the project's own flags come last, and win
build --ldflags -Wl,-z,stack-size=262144 a.c
# shellcheck disable=SC2016 # the stage's shell expands them
build --stack 1MiB --run 'cc $LDFLAGS -o a a.c' --run-output a .
# builds that ignore LDFLAGS, and one with flags of its own
build --stack 1MiB --run 'cc -o a a.c' --run-output a .
build --run 'gcc -c a.c && gcc -o a a.o' --run-output a .
# shellcheck disable=SC2016 # the stage's shell expands them
build --stack 1MiB --run 'cc $LDFLAGS -Wl,-z,stack-size=2097152 -o a a.c' --run-output a .
# glibc takes the limit of the process
build --stack 1MiB --run '/usr/bin/gcc -static -o a a.c' --run-output a .
build --run '/usr/bin/gcc -static -o a a.c' --run-output a .
