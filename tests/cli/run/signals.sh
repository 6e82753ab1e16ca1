# slow: it waits for processes
# A signal reaches the program, and how it then ends is the status; one that it does not handle ends it, though it is
# process 1. Nothing is left of it.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
static_program wait <<'C'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
stop(int number)
{
	_exit(number + 40);
}

int
main(int count, char **arguments)
{
	if (count > 1 && strcmp(arguments[1], "handle") == 0) {
		signal(SIGTERM, stop);
		signal(SIGINT, stop);
		signal(SIGHUP, stop);
	}
	if (count > 1 && strcmp(arguments[1], "ignore") == 0)
		signal(SIGTERM, SIG_IGN);
	puts("ready");
	fflush(stdout);
	if (count > 2)
		sleep((unsigned)atoi(arguments[2]));
	else
		sleep(1000);
	return 9;
}
C
mote pack -q -o oci:out wait >/dev/null
# start ARG...: in the background, until the program has said that it is ready
start() {
  rm -f said
  mkfifo said
  env --default-signal=INT mote run oci:out "$@" >said &
  process=$!
  exec 3<said
  read -r word <&3
  echo "$* $word"
}
for signal in TERM INT HUP; do
  for how in handle default; do
    start $how
    kill -$signal $process
    wait $process
    echo "$signal $?"
  done
done
start ignore 1
kill -TERM $process
wait $process
echo "TERM ignored $?"
# at once, before there is a program that could get it
for delay in 0 .003 .006 .01 .015 .02 .03; do
  mote run oci:out >/dev/null 2>&1 &
  process=$!
  sleep $delay
  kill -TERM $process
  wait $process
  status=$?
  # 1: it came while the image was read
  [ $status = 143 ] || [ $status = 1 ] || echo "after $delay s: $status"
done
# on a terminal only mote gets Ctrl-C, and hands it over once
for how in handle default; do
  python3 - $how <<'P'
import os, pty, sys

process, terminal = pty.fork()
if process == 0:
    os.execvp("env", ["env", "--default-signal=INT", "mote", "run", "oci:out", sys.argv[1]])
said = b""
while b"ready" not in said:
    said += os.read(terminal, 100)
os.write(terminal, b"\3")
print("Ctrl-C", sys.argv[1], os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
P
done
# nohup stays nohup
(
  trap '' HUP
  exec mote run oci:out default 1 >said
) &
process=$!
read -r word <said
kill -HUP $process
wait $process
echo "HUP ignored by who started it: $?"
# mote killed hard takes the program along
start default
disown $process
kill -KILL $process
read -r word <&3 || echo 'gone'
# and the next one removes what it left
start default
kill -TERM $process
wait $process
[ $? -eq 143 ]
