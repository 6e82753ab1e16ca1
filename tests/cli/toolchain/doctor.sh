#!/bin/bash
# What is missing is named with the command that installs it; where nothing is, that is all.
# not under valgrind: it is not in the PATH of this case either
mote toolchain doctor | sed 's: in .*::'
PATH=$PWD/nothing "$MOTE" toolchain doctor | grep -v recipes
echo "${PIPESTATUS[0]}"
# a mote without its recipes says so where it needs them
cp "$MOTE" mote && ./mote toolchain doctor | tail -n 1
export MOTE_TOOLCHAIN_DIR=$PWD/none
./mote toolchain install arm64
echo "$?"
echo 'int main(void) { return 0; }' >a.c
./mote build -p s390x a.c 2>&1 | sed "s:$PWD:HERE:"
ls
