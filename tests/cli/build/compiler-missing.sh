#!/bin/bash
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# A toolchain whose compiler or linker is not on this machine: one line that says how to get it, before anything is compiled; what
# the cache has needs neither. It must be root, who may mount.
# shellcheck disable=SC2016 # the inner shell expands it
echo 'int main(void) { return 0; }' >x.c
mote build -q -o oci:there x.c >/dev/null || exit
for missing in clang-19 ld.lld-19 llvm-ar-19; do
  rm -rf upper
  mkdir upper
  MISSING=$missing unshare -m sh -c 'mount -t tmpfs none upper && mkdir upper/u upper/w &&
    mount -t overlay overlay -o "lowerdir=/usr/bin,upperdir=$PWD/upper/u,workdir=$PWD/upper/w" /usr/bin && rm "/usr/bin/$MISSING" &&
    { mote build -q --no-cache -p amd64 -o oci:new x.c; echo "$?"; mote build -q --no-cache -p amd64 --run "cc -o x x.c" --run-output x -o oci:new .; echo "$?"
    mote build -q -o oci:there x.c | sed "s/@.*//"; }' 2>&1
done
ls
