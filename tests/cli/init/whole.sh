#!/bin/sh
# The whole file, with a name that an image can have.
mkdir 'My Tool' && cd 'My Tool' || exit
echo 'int main(void) { return 0; }' >tool.c
mote init && cat mote.yaml
