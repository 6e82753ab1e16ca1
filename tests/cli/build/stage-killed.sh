#!/bin/sh
# slow: it waits for processes
# When mote is killed, its build ends too, on every rung: also a process that left its parent and session and ignores
# signals.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
for rung in strict landlock none; do
  mote build -q --isolation=$rung --run "(setsid sh -c 'trap \"\" TERM HUP INT USR1; sleep 2718.$$' &) ; sleep 2719.$$ & touch started; sleep 2720.$$" \
    --run-output a src 2>stderr &
  pid=$!
  until find "$TMPDIR" -name started 2>/dev/null | grep -q .; do sleep 0.05; done
  kill -KILL $pid
  { wait $pid; } 2>/dev/null
  echo "$rung: $? $(cat stderr)"
  tries=0
  while pgrep -f "^sleep 27(18|19|20)\\.$$" >/dev/null && [ $tries -lt 100 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
  pgrep -fa "^sleep 27(18|19|20)\\.$$"
  # the next run removes what the killed one left
  echo 'int main(void) { return 0; }' >a.c
  mote build -q a.c | sed 's/@.*//'
  find "$TMPDIR" -mindepth 1
done
