#!/bin/sh
# slow: many attempts in many sandboxes
# The stage has no network: loopback is its only interface, and no address outside can be reached. On the
# landlock rung there is no socket to begin with.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
cat >probe.c <<'END'
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
int main(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		return fprintf(stderr, "socket: %s\n", strerror(errno)), 0;
	inet_pton(AF_INET, "192.0.2.1", &to.sin_addr);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		return fprintf(stderr, "connect: %s\n", strerror(errno)), 0;
	return fprintf(stderr, "connected\n"), 1;
}
END
# shellcheck disable=SC2016 # the stage's shell expands it
for rung in strict landlock; do
	mote build --isolation=$rung --name probe --run 'cc probe.c -o probe && ./probe' \
		--run 'sed -n "3,\$s/:.*//p" /proc/net/dev | tr -d " " | sort | tail -n 1' \
		--run-output probe >/dev/null 2>said || exit
	"$SRC/tests/support/stage_lines" <said >$rung
done
cat strict
grep '^socket' landlock
