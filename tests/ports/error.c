#define _GNU_SOURCE
#include <error.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
print_name(void)
{
	fputs("me: ", stderr);
}

static int
speak(void)
{
	program_invocation_name = "prog";
	error(0, ENOENT, "cannot open \"%s\"", "a");
	error_at_line(0, 0, "b.conf", 7, "no \"%c\"", '=');
	error_at_line(0, EINVAL, NULL, 0, "nowhere");
	error_one_per_line = 1;
	error_at_line(0, 0, "b.conf", 8, "once");
	error_at_line(0, 0, "b.conf", 8, "twice");
	error_print_progname = print_name;
	if (error_message_count != 4)
		return 1;
	error(3, 0, "%s", "the end");
	return 2;
}

int
main(void)
{
	static const char right[] = "prog: cannot open \"a\": No such file or directory\n"
				    "prog:b.conf:7: no \"=\"\n"
				    "prog: nowhere: Invalid argument\n"
				    "prog:b.conf:8: once\n"
				    "me: the end\n";
	char said[1024] = "";
	size_t length = 0;
	ssize_t got;
	int ends[2], status;
	pid_t child;

	if (pipe(ends) != 0 || (child = fork()) < 0)
		return 1;
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		_exit(speak());
	}
	close(ends[1]);
	while ((got = read(ends[0], said + length, sizeof(said) - 1 - length)) > 0)
		length += (size_t)got;
	fputs(said, stdout);
	return waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 3 || strcmp(said, right) != 0;
}
