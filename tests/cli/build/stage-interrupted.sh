#!/bin/sh
# slow: it waits for processes
# A build that is told to stop ends its commands and leaves nothing behind, on every rung; the runner
# looks for what is left in TMPDIR.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
for rung in strict landlock none; do
	for signal in INT TERM; do
		env --default-signal=INT mote build -q -p amd64 --isolation=$rung \
			--run "touch started; sleep 3141.$$ & sleep 3142.$$" --run-output a src 2>stderr &
		pid=$!
		until find "$TMPDIR" -name started 2>/dev/null | grep -q .; do sleep 0.05; done
		kill -$signal $pid
		wait $pid
		echo "$? $(cat stderr)"
	done
done
sleep 0.2
pgrep -fx "sleep 314[12].$$"
[ ! -e a.tar ]
