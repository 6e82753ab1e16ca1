# shellcheck shell=bash
# "oci:out", an image whose program tells what it sees and ends with the status that its first argument says.
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
static_program tell <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(int count, char **arguments)
{
	char text[4096];
	extern char **environ;
	char **variable;
	int i;

	for (i = 0; i < count; i++)
		printf("argument %s\n", arguments[i]);
	for (variable = environ; *variable != NULL; variable++)
		if (strncmp(*variable, "PWD=", 4) != 0)
			printf("variable %s\n", *variable);
	printf("process %d user %d group %d in %s\n", getpid(), getuid(), getgid(),
	    getcwd(text, sizeof(text)));
	fflush(stdout);
	if (count > 1 && strcmp(arguments[1], "crash") == 0)
		*(volatile int *)0 = 0;
	if (count > 1 && strcmp(arguments[1], "cat") == 0)
		while (fgets(text, sizeof(text), stdin) != NULL)
			printf("read %s", text);
	return count > 1 ? atoi(arguments[1]) : 0;
}
C
say() {
  "$@"
  echo "$?"
}
