/*
 * fork_bench start|fork: microseconds for each start of a program that
 * allocates once, or for each child that is forked from one with some memory,
 * allocates a little and is gone: what a server does that forks for each
 * request.
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMES = 200, HELD = 2000, TAKEN = 50 };

static char *held[HELD];

static void
take(char **blocks, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		blocks[i] = malloc(100 + (size_t)i * 13 % 900);
		if (blocks[i] == NULL)
			abort();
		memset(blocks[i], i, 100);
	}
}

/* One that does nothing but to allocate and to free. */
static void
live_shortly(void)
{
	char *blocks[TAKEN];
	int i;

	take(blocks, TAKEN);
	for (i = 0; i < TAKEN; i++)
		free(blocks[i]);
	_exit(0);
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

int
main(int count, char **words)
{
	char *arguments[] = {words[0], "child", NULL}, *none[] = {NULL};
	int forks = count == 2 && strcmp(words[1], "fork") == 0, i, status;
	double start;
	pid_t child;

	if (count != 2)
		return 2;
	if (strcmp(words[1], "child") == 0)
		live_shortly();
	take(held, HELD);
	start = now();
	for (i = 0; i < TIMES; i++) {
		if (!forks && posix_spawn(&child, words[0], NULL, NULL, arguments, none) != 0)
			return 1;
		if (forks)
			child = fork();
		if (forks && child == 0)
			live_shortly();
		if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
			return 1;
	}
	printf("%.1f\n", (now() - start) / TIMES);
	return 0;
}
