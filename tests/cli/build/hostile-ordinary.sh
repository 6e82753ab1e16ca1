#!/bin/bash
# slow: many attempts in many sandboxes
# The ways out of the case hostile, tried by the build of an ordinary user.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# not under valgrind: it does not know the system calls of Landlock
# shellcheck source=/dev/null
. "$SRC/tests/support/ordinary.sh"
builder_folder there
cd there || exit
# shellcheck disable=SC2016 # the shell inside expands it
as_builder sh -c 'mkdir ways && cd ways && exec sh "$SRC/tests/cli/build/hostile.sh"'
