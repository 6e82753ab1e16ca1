/* The shell behind an SSH server under test: "-c cat" copies its input, "-c exit7" ends with 7, all else is said back. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
main(int count, char **words)
{
	char buffer[4096];
	ssize_t got;

	if (count != 3 || strcmp(words[1], "-c") != 0)
		return 2;
	if (strcmp(words[2], "exit7") == 0)
		return 7;
	if (strcmp(words[2], "cat") != 0)
		return printf("%s, from scratch\n", words[2]) < 0;
	while ((got = read(STDIN_FILENO, buffer, sizeof(buffer))) > 0)
		if (write(STDOUT_FILENO, buffer, (size_t)got) != got)
			return 1;
	return got < 0;
}
