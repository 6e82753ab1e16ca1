# slow: it waits for processes
# A signal ends a program under an emulator like any other program. The emulator does not wait for ever after a crash,
# or after a signal that mote hands over.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
cat >end.c <<'C'
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
	const char *how = count > 1 ? arguments[1] : "";

	if (strcmp(how, "abort") == 0)
		abort();
	if (strcmp(how, "crash") == 0)
		*(volatile int *)0 = 0;
	if (strcmp(how, "raise") == 0)
		raise(SIGTERM);
	if (strcmp(how, "status") == 0)
		return 7;
	if (strcmp(how, "handle") == 0)
		signal(SIGTERM, stop);
	if (strcmp(how, "ignore") == 0)
		signal(SIGTERM, SIG_IGN);
	puts("ready");
	fflush(stdout);
	sleep(strcmp(how, "ignore") == 0 ? 1 : 1000);
	return 9;
}
C
static_program end <end.c || exit
mote pack -q -o oci:out end >/dev/null || exit
# the emulator is for this machine's own processor: what matters is a program between mote and the image's program
emulator=$(command -v "$(emulator_of "$static_target")") || exit
run() { timeout "$HANGS_AFTER" mote run --emulator "$emulator" oci:out "$@"; }
for how in status abort crash raise; do
  run $how 2>/dev/null
  echo "$how $?"
done
for how in default handle ignore; do
  rm -f said
  mkfifo said
  mote run --emulator "$emulator" oci:out $how >said &
  process=$!
  exec 3<said
  read -r word <&3
  kill -TERM $process
  for ((tenths = 0; tenths < HANGS_AFTER * 10; tenths++)); do
    kill -0 $process 2>/dev/null || break
    sleep .1
  done
  kill -KILL $process 2>/dev/null
  wait $process
  echo "TERM $how $word $?"
done
