#!/bin/bash
# On a terminal the shell has a prompt, a terminal of its own with the same size, job control and the user's exit status;
# the user's terminal has its settings back at the end, also when mote is told to stop.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
echo 'int main(void) { return 0; }' >a.c
for rung in strict landlock none; do
  echo "# $rung"
  python3 "$SRC/tests/cli/shell/_terminal.py" mote shell -p amd64 --isolation=$rung a.c
done
