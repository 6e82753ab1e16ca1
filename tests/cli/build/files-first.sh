#!/bin/sh
# slow: many builds
# Errors in the files beside the program are reported before anything is compiled.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
echo 'int main(void) { return 0; }' >a.c
echo x >x
try() { # YAML
  echo "$1"
  printf 'name: a\nbuild: {run: "echo the build runs >&2; cc -o a a.c", output: a}\nplatforms: [amd64, arm64]\n%s\n' "$1" >mote.yaml
  mote build -q -o "rootfs:$PWD/a" 2>&1
  echo "  status $?"
}
try 'files: [{from: missing, to: /}]'
try 'files: [{from: "missing/*", to: /}]'
try 'files: [{from: x, to: /x}, {from: a.c, to: /x}]'
try 'with: [{tz: [Mars/Olympus]}]'
mkdir fifo && mkfifo fifo/pipe
try 'files: [{from: fifo, to: /fifo}]'
sh "$SRC/tests/fixtures/elf/build" . || exit 1
printf 'name: a\nbuild: {sources: a.c}\nplatforms: [amd64, arm64]\nfiles: [{from: good-arm64.c.elf, to: /bin/}]\n' >mote.yaml
mote build -q -v -o "rootfs:$PWD/a" 2>&1
echo "  status $?"
