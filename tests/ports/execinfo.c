/*
 * A backtrace of three functions, in a thread and in a signal handler on its own stack. Each
 * function takes the address of its frame, so that it has a frame pointer.
 */
#define _GNU_SOURCE
#include <execinfo.h>

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH = 32 };

static void *found[DEPTH];
static int count;
static void *volatile frame;

__attribute__((noinline)) static int
inner(void)
{
	frame = __builtin_frame_address(0);
	count = backtrace(found, DEPTH);
	return count;
}

__attribute__((noinline)) static int
middle(void)
{
	frame = __builtin_frame_address(0);
	return inner() + 1;
}

__attribute__((noinline)) static int
outer(void)
{
	frame = __builtin_frame_address(0);
	return middle() + 1;
}

/* Whether the address lies in the function; all of them are small. */
static int
within(const void *address, int (*function)(void))
{
	uintptr_t start = (uintptr_t)function & ~(uintptr_t)1, at = (uintptr_t)address;

	return at > start && at < start + 256;
}

static int
right(void)
{
	return count >= 3 && count < DEPTH && within(found[0], inner) && within(found[1], middle) &&
	    within(found[2], outer);
}

static void *
run(void *result)
{
	frame = __builtin_frame_address(0);
	*(int *)result = outer() == count + 2 && right();
	return NULL;
}

static volatile sig_atomic_t handled;

static void
handle(int number)
{
	frame = __builtin_frame_address(0);
	handled = number != 0 && outer() == count + 2 && right();
}

static int
texts_are_right(void)
{
	char **lines = backtrace_symbols(found, count);
	char whole[1 << 12], address[64];
	FILE *file = tmpfile();
	size_t length;
	int i;

	if (lines == NULL || file == NULL)
		return 0;
	backtrace_symbols_fd(found, count, fileno(file));
	rewind(file);
	length = fread(whole, 1, sizeof(whole) - 1, file);
	whole[length] = '\0';
	for (i = 0; i < count; i++) {
		snprintf(address, sizeof(address), ") [%p]", found[i]);
		if (strstr(lines[i], address) == NULL || strstr(lines[i], "execinfo") == NULL ||
		    strstr(whole, lines[i]) == NULL)
			return 0;
	}
	free(lines);
	return 1;
}

int
main(void)
{
	stack_t stack = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16};
	struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
	pthread_t thread;
	int threaded = 0;
	void *one;

	frame = __builtin_frame_address(0);
	if (outer() != count + 2 || !right() || !texts_are_right())
		return 1;
	if (backtrace(&one, 1) != 1 || backtrace(&one, 0) != 0)
		return 2;
	if (pthread_create(&thread, NULL, run, &threaded) != 0 || pthread_join(thread, NULL) != 0 ||
	    !threaded)
		return 3;
	if (sigaltstack(&stack, NULL) != 0 || sigaction(SIGUSR1, &action, NULL) != 0 ||
	    raise(SIGUSR1) != 0 || !handled)
		return 4;
	return 0;
}
