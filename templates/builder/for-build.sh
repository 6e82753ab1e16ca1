#!/bin/sh
# cc, c++: the compiler for programs that the build itself runs. It is that of the host's own processor, and its programs need
# nothing of the stage. Variables for the programs of the image are not for it.
unset MOTE_LIBS MOTE_STACK MOTE_WRAPPER
exec "/toolchain-for-build/bin/${0##*/}" "$@"
