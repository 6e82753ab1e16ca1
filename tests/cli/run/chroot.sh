# slow: it waits for processes
# As root in a container that blocks namespaces, the program of an image gets a root folder of its own. It has the user, the
# variables and the owners that the image says, and no way out. It must be root, who may mount.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# not under valgrind: it does not know the system calls of Landlock
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
static_program try <<'C'
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static void
tell(const char *what, int result)
{
	printf("%s: %s\n", what, result >= 0 ? "yes" : strerror(errno));
}

static void
stop(int number)
{
	_exit(number + 40);
}

int
main(int count, char **arguments)
{
	pid_t other = count > 2 ? atoi(arguments[2]) : 0;
	struct stat status;
	char **variable;

	if (count > 1 && strcmp(arguments[1], "wait") == 0) {
		if (count > 2)
			signal(SIGTERM, stop);
		if (fork() == 0)
			sleep(1000);
		puts("ready");
		fflush(stdout);
		sleep(1000);
	}
	for (variable = environ; count > 1 && *variable != NULL; variable++)
		printf("variable %s\n", *variable);
	printf("user %d group %d\n", getuid(), getgid());
	tell("read a file of this machine", open("/etc/hostname", O_RDONLY));
	tell("write at the top", open("/new", O_WRONLY | O_CREAT, 0600));
	tell("write to a file of the image's user 7", open("/of-seven", O_WRONLY));
	tell("rename between folders", rename("/a/file", "/b/file"));
	tell("use /dev/null", open("/dev/null", O_RDWR));
	tell("write to shared memory", open("/dev/shm/x", O_WRONLY | O_CREAT, 0600));
	tell("make a device", mknod("/a/null", S_IFCHR | 0666, 0x103));
	tell("mount", mount("none", "/a", "tmpfs", 0, NULL));
	tell("change the root folder", chroot("/a"));
	tell("climb", stat("../../../../../../../../etc/hostname", &status));
	tell("become another", setuid(getuid() + 1));
	tell("signal all", kill(-1, 0));
	if (other > 0) {
		tell("signal another", kill(other, 0));
		tell("trace another", (int)ptrace(PTRACE_ATTACH, other, NULL, NULL));
	}
	return 7;
}
C
cat >layout.py <<'P'
from image import *
read = lambda name: open(name, "rb").read()
image("images", entry("try", read("try"), mode=0o755), entry("of-seven", b"", mode=0o600, uid=7, gid=7),
      folder("a"), entry("a/file", b""), folder("b"))
P
PYTHONPATH=$SRC/tests/support python3 -B layout.py || exit
in_docker() { "$SRC/tests/support/as_in_docker.sh" "$@"; }
sleep 300 &
other=$!
trap 'kill $other' EXIT
echo "== root of the image"
in_docker mote run images /try "" $other 2>stderr
echo "$?"
sed 's/(bwrap: .*):/(bwrap: ...):/' stderr
echo "== another user"
in_docker mote run -q -u 7:8 -e A=1 -e A=2 -e PATH=/ images try more $other 2>/dev/null
echo "$?"
kill -0 $other && echo "the other is there"
echo "== signals"
start() {
  rm -f said
  mkfifo said
  in_docker mote run -q images /try wait "$@" >said 2>/dev/null &
  process=$!
  exec 3<said
  read -r word <&3
  mote=$(pgrep -P "$(pgrep -P "$process" -f as_in_docker)" -x mote)
  echo "$word"
}
start handle
kill -TERM "$mote"
wait $process
echo "$?"
start
kill -TERM "$mote"
wait $process
echo "$?"
start
kill -KILL "$mote"
wait $process 2>/dev/null
sleep 0.5
pgrep -fx '/try wait' || echo "nothing is left of it"
echo "== a program that the image has not"
in_docker mote run -q images missing 2>&1 | grep -v '^mote: namespaces'
echo "== neither way"
in_docker setpriv --bounding-set=-mknod "$(command -v mote)" run -q images /try 2>&1 | sed 's/(bwrap: .*), and/(bwrap: ...), and/'
ls "$TMPDIR"
