#!/bin/sh
# GNU ld and glibc call functions in some sections that lld and musl do not call. That is an error: else the program
# would do less, without any message.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
try() { # SECTION ARGUMENT...
  echo "$*"
  printf '#include <stdio.h>\nstatic void early(void) { puts("early"); }\nstatic void (*const entry[])(void) __attribute__((section("%s"), used)) = {early};\nint main(void) { return 0; }\n' "$1" >a.c
  shift
  { mote build -q --name a -o oci:image:v1 "$@" >/dev/null; } 2>&1 && mote run -q oci:image:v1
  rm -rf image
}
try .ctors a.c
try .ctors.65000 a.c
try .dtors --run 'cc -o a a.c' --run-output a .
try .preinit_array a.c
# functions in these sections are called
try .init_array a.c
try .fini_array a.c
# with gcc's start files and GNU ld the first ones are called too
try .ctors --toolchain musl-gcc a.c
