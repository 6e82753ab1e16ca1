#!/bin/sh
# A command that fails is named with its status; the commands after it do not run; an output that was not
# made is named, with what might be meant.
# shellcheck disable=SC2016 # the stage's shell expands it
mkdir src
mote build -q -p amd64 --run 'echo one' --run 'echo two; exit 7' --run 'echo three' --run-output a src
echo $?
mote build -q -p amd64 --run 'kill -9 $$' --run-output a src
echo $?
mote build -q -p amd64 --run 'false; echo not reached' --run-output a src
echo $?
mote build -q -p amd64 --run 'mkdir -p out/bin $DESTDIR/bin; touch out/bin/a $DESTDIR/bin/a' --run-output a src
echo $?
mote build -q -p amd64 --run 'mkdir a' --run-output a src
echo $?
