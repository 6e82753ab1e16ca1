#!/bin/sh
# The compiler's words pass untouched, nothing of make's is added, and the error names platform, command
# and status.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
echo 'int main(void) { return oops; }' >src/bad.c
mote build -q -p amd64 --source 'src/*.c' --name bad
echo $?
echo 'int missing(void); int main(void) { return missing(); }' >src/bad.c
mote build -q -p amd64 --source 'src/*.c' --name bad
echo $?
[ ! -e bad.tar ]
