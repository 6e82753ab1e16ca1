# slow: many attempts in many sandboxes
# The program sees the image and nothing of the host: no file, no process, no name, no descriptor, no variable.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
static_program look <<'C'
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
list(const char *path, int numbers_only)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort), i;

	printf("%s:", path);
	for (i = 0; i < count; i++)
		if (entries[i]->d_name[0] != '.' && (!numbers_only || atoi(entries[i]->d_name) > 0))
			printf(" %s", entries[i]->d_name);
	putchar('\n');
}

int
main(void)
{
	char name[100] = "";
	FILE *networks = fopen("/proc/net/dev", "r");
	int lines = 0, byte;

	list("/", 0);
	list("/dev", 0);
	list("/proc", 1);
	list("/proc/self/fd", 0);
	gethostname(name, sizeof(name));
	while (networks != NULL && (byte = getc(networks)) != EOF)
		lines += byte == '\n';
	printf("%s, %s, %s\n", name, lines == 3 ? "no network but lo" : "network",
	    getenv("SECRET") == NULL ? "no variable" : "a variable");
	printf("session: %d\n", (int)getsid(0));
	return access("/etc/passwd", F_OK) == 0;
}
C
mote pack -q -o oci:out look >/dev/null
SECRET=1 mote run --network none oci:out 5</etc/passwd 7</ 10</dev
echo $?
# what it writes is gone with it
ls
