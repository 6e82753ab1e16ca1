#!/bin/sh
# A build cannot reach the file or terminal behind mote's stderr and stdin. It cannot read or empty the log file, or let
# others read it, and it cannot read the terminal. Its messages still arrive there completely.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
echo 'int main(void) { return 0; }' >src/a.c
# shellcheck disable=SC2016 # the stage's shell expands it
cat >src/build.sh <<'END'
for fd in 0 1 2; do
	timeout 5 cat /proc/self/fd/$fd
	cp /dev/null /proc/self/fd/$fd
	chmod 666 /proc/self/fd/$fd
	test -t $fd && echo "a terminal: $fd"
done 2>/dev/null
(sleep 100 & echo "still there") >&2
seq 20000
printf 'the end' >&2
cc a.c -o a
END
for rung in strict landlock none; do
  echo "# $rung"
  echo 'token=secret' >log
  chmod 600 log
  echo typed | mote build --progress=plain --no-cache --isolation=$rung --run 'sh build.sh' --run-output a src 2>>log | sed 's/@.*//'
  # shellcheck disable=SC2012 # one name
  ls -l log | cut -c1-10
  head -n 1 log
  sed -n 's/^linux[^|]* | //p' log >lines
  head -n 1 lines
  sed 1d lines | grep -c .
  tail -n 1 lines
  script -qec "mote build --progress=plain --no-cache --isolation=$rung --run 'sh build.sh' --run-output a src" /dev/null </dev/null | grep -a terminal
done
