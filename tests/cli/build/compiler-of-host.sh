#!/bin/bash
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# A toolchain needs no compiler of the host: without one it builds the same image. It must be root, who may mount.
# shellcheck disable=SC2016 # the inner shell expands it
echo 'int main(void) { return 0; }' >x.c
build() { mote build -q --no-cache -p amd64 -o oci:image "$@" | sed 's/.*@//'; }
build x.c >want
unshare -m sh -c 'mount -t tmpfs none /usr/lib/llvm-19 && mkdir -p upper && mount -t tmpfs none upper && mkdir upper/u upper/w &&
  mount -t overlay overlay -o "lowerdir=/usr/bin,upperdir=$PWD/upper/u,workdir=$PWD/upper/w" /usr/bin &&
  rm -f /usr/bin/clang* /usr/bin/*lld* /usr/bin/llvm-* /usr/bin/*gcc* /usr/bin/*g++* /usr/bin/*-ld /usr/bin/ld /usr/bin/as && exec bash -c "$1"' sh "
  build() { mote build -q --no-cache -p amd64 -o oci:image \"\$@\" | sed 's/.*@//'; }
  build x.c >sources
  build --run 'cc -Os -c x.c && ar rc x.a x.o && cc -o x x.a && strip x' --run-output x . >run
  ! command -v clang-19 gcc ld"
cmp want sources && grep -c '^sha256:' run
