#!/bin/bash
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# A toolchain that is removed while a build runs: one line that says so, nothing is written, and the next build installs nothing
# by halves.
# shellcheck disable=SC2016 # the stage's shell expands it
mkdir home src
cp -R "$(mote toolchain list --json | jq -r '.[] | select(.target == "amd64").folder')" home/amd64
cp -al home/amd64 kept
export MOTE_TOOLCHAIN_DIR=$PWD/home
echo 'int main(void) { return 0; }' >src/x.c
for isolation in strict landlock none; do
  mote build -q --isolation=$isolation -p amd64 --run 'touch started; compiler=$(command -v cc); while test -e "$compiler"; do sleep 0.1; done; cc -o x x.c' \
    --run-output x -o oci:out src 2>said &
  pid=$!
  until find "$TMPDIR" -name started 2>/dev/null | grep -q .; do sleep 0.05; done
  mote toolchain remove -q amd64
  wait $pid
  echo "$?"
  grep '^mote:' said | sed "s:$PWD:HERE:"
  cp -al kept home/amd64
done
rm said
ls
