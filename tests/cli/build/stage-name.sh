#!/bin/sh
# A name with folders: with sources, run and pack the image gets its last part.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
echo 'int main(void) { return 0; }' >hello.c
try() { # ARGUMENT...
  mote "$@" -q -o "rootfs:$PWD/image.tar" >/dev/null && tar -tf image.tar
  rm -f image.tar
}
printf 'name: acme/tools/hello\nbuild: {sources: hello.c}\n' >mote.yaml
try build
# the recalled program has the same name
try build
printf 'name: acme/tools/hello\nbuild: {run: cc -o made hello.c, output: made}\n' >mote.yaml
try build
mote build -q -o "rootfs:$PWD/image.tar" >/dev/null && tar -xf image.tar hello && try pack hello --name acme/tools/hello
