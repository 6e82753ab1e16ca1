#!/bin/sh
# An output that is a link out of the stage brings nothing of the host into an image.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
cp /bin/true host-file 2>/dev/null || exit
mote build -q -p amd64 --run "ln -s '$PWD/host-file' a" --run-output a src
echo $?
mote build -q -p amd64 --run 'rm -rf /build/root; ln -s /usr /build/root; cp /toolchain/bin/pkg-config a' --run-output a src >/dev/null

[ ! -e a.tar ]
