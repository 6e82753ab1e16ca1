# slow: many attempts in many sandboxes
# The program has a network of its own, with localhost. With the host's network it reaches services on the host, and
# finds names as the host does.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
static_program reach <<'C'
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char *
reach(const void *address, socklen_t length)
{
	const struct sockaddr *any = address;
	int fd = socket(any->sa_family, SOCK_STREAM, 0);

	return fd >= 0 && connect(fd, any, length) == 0 ? "reached" : "not reached";
}

static void
show(const char *path)
{
	char line[200];
	struct stat status;
	FILE *file = fopen(path, "r");

	if (file == NULL || fgets(line, sizeof(line), file) == NULL || lstat(path, &status) != 0)
		snprintf(line, sizeof(line), "nothing\n");
	printf("%s: %s", path, line);
	if (file != NULL && S_ISLNK(status.st_mode))
		puts("it is a link");
}

int
main(int count, char **arguments)
{
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	static const char *const names[] = {"localhost", "mote"};
	struct addrinfo *found;
	int i;

	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	snprintf(local.sun_path + 1, sizeof(local.sun_path) - 1, "%s", arguments[2]);
	printf("loopback %s\n", reach(&four, sizeof(four)));
	printf("abstract socket %s\n",
	    reach(&local, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(arguments[2]))));
	for (i = 0; i < 2; i++)
		printf("%s %s\n", names[i],
		    getaddrinfo(names[i], "80", NULL, &found) == 0 ? "found" : "not found");
	show("/etc/hosts");
	show("/etc/resolv.conf");
	return count != 3;
}
C
cat >listen.py <<'P'
import os, socket, sys
four = socket.create_server(("127.0.0.1", 0))
local = socket.socket(socket.AF_UNIX)
local.bind("\0mote-test-%d" % os.getpid())
local.listen()
print(four.getsockname()[1], "mote-test-%d" % os.getpid(), flush=True)
sys.stdin.read()
P
mkfifo ask
python3 listen.py <ask >listens &
exec 3>ask
while ! [ -s listens ]; do sleep .05; done
read -r port name <listens
PYTHONPATH=$SRC/tests/support python3 -B - <<'P' || exit
from image import *
reach = entry("reach", open("reach", "rb").read(), mode=0o755)
config = {"config": {"Entrypoint": ["/reach"]}}
image("bare", reach, config=config)
image("full", reach, folder("usr"), folder("usr/etc"), link("etc", "usr/etc"), entry("usr/etc/hosts", b"10.0.0.1 mine\n"),
      link("usr/etc/resolv.conf", "/tmp/mote-resolv-was-here"), config=config)
P
for image in bare full; do
  for network in '' '--network=none' '--network=host'; do
    echo "# $image $network"
    # shellcheck disable=SC2086 # a flag or none
    mote run $network $image "$port" "$name" >said || exit
    if [ "$network" = --network=host ]; then
      diff <(sed -n 's/^[^:]*resolv.conf: //p' said) <(head -n 1 /etc/resolv.conf 2>/dev/null || echo nothing)
      sed -i 's|resolv.conf: .*|resolv.conf: of the host|' said
    fi
    cat said
  done
done
[ ! -e /tmp/mote-resolv-was-here ]
exec 3>&-
