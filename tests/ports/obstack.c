#include <obstack.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define obstack_chunk_alloc take
#define obstack_chunk_free give

static int taken, given;

static void *
take(size_t size)
{
	taken++;
	return size < 1 << 30 ? malloc(size) : NULL;
}

static void
give(void *chunk)
{
	given++;
	free(chunk);
}

/* Checks that the program, out of memory, ends with the status that it has set. */
static int
fails(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct obstack stack;

		obstack_exit_failure = 7;
		obstack_init(&stack);
		obstack_alloc(&stack, (size_t)1 << 30);
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 7;
}

int
main(void)
{
	struct obstack stack;
	char *first, *second;
	int i;

	obstack_init(&stack);
	first = obstack_copy0(&stack, "first", 5);
	for (i = 0; i < 10000; i++)
		obstack_1grow(&stack, (char)('a' + i % 26));
	obstack_grow0(&stack, "end", 3);
	if (obstack_object_size(&stack) != 10004)
		return 1;
	second = obstack_finish(&stack);
	if (strcmp(first, "first") != 0 || strncmp(second, "abc", 3) != 0 ||
	    strcmp(second + 10000, "end") != 0)
		return 2;
	obstack_free(&stack, second);
	if (strcmp(first, "first") != 0 || obstack_alloc(&stack, 16) == NULL)
		return 3;
	obstack_free(&stack, NULL);
	return taken < 2 || taken != given || !fails();
}
