#!/bin/sh
# slow: many attempts in many sandboxes
# A build reaches no process outside: not by a local socket on either rung, and not by a signal on the
# strict one (landlock knows signals since Linux 6.12 only, so they are not asked about there).
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
sleep 300 &
other=$!
cat >probe.c <<'END'
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int pair[2], fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (argc < 3 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return 1;
	snprintf(to.sun_path, sizeof(to.sun_path), "%s", argv[2]);
	if (fd < 0)
		fprintf(stderr, "socket: %s\n", strerror(errno));
	else if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		fprintf(stderr, "connect: %s\n", strerror(errno));
	fprintf(stderr, "kill: %s\n", kill(atoi(argv[1]), 0) == 0 ? "done" : strerror(errno));
	return 0;
}
END
for rung in strict landlock; do
	mote build --isolation=$rung --name probe --run "cc probe.c -o probe && ./probe $other $PWD/socket" \
		--run-output probe 2>&1 | "$SRC/tests/support/stage_lines" | sed 's/^archive.*/built/' >$rung
done
kill $other
cat strict
grep -v '^kill' landlock
