/*
 * malloc_bench THREADS OPERATIONS own|shared: millions of operations a second
 * of all threads together. An operation frees the block of a slot and puts a
 * new one there; with "shared" the slots are everybody's, so that most blocks
 * are freed by another thread than the one that took them. Sizes as programs
 * have them: most of 16 to 128 bytes, some to 1 KiB, few to 16 KiB.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLOTS = 4096, MOST_THREADS = 64 };

static _Atomic(char *) shared[SLOTS];
static long operations;
static int is_shared;

/* xorshift: the same numbers everywhere. */
static uint32_t
next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static size_t
size_of(uint32_t number)
{
	uint32_t kind = number & 15, rest = number >> 8;

	if (kind < 10)
		return 16 + rest % 112;
	return kind < 15 ? 128 + rest % 896 : 1024 + rest % 15360;
}

static char *
take(uint32_t *state)
{
	size_t size = size_of(next(state));
	char *block = malloc(size);

	if (block == NULL)
		abort();
	block[0] = block[size - 1] = 1;
	return block;
}

static void *
work(void *number)
{
	uint32_t state = 12345 + (uint32_t)(uintptr_t)number * 7919;
	char **own = calloc(SLOTS, sizeof(*own));
	long i;

	if (own == NULL)
		abort();
	for (i = 0; i < operations; i++) {
		uint32_t slot = next(&state) >> 4 & (SLOTS - 1);

		if (is_shared) {
			free(atomic_exchange(&shared[slot], take(&state)));
		} else {
			free(own[slot]);
			own[slot] = take(&state);
		}
	}
	for (i = 0; i < SLOTS; i++)
		free(own[i]);
	free(own);
	return NULL;
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int
main(int count, char **words)
{
	pthread_t threads[MOST_THREADS];
	int number = count == 4 ? atoi(words[1]) : 0, i;
	double start;

	if (number < 1 || number > MOST_THREADS)
		return 2;
	operations = atol(words[2]) / number;
	is_shared = strcmp(words[3], "shared") == 0;
	start = now();
	for (i = 0; i < number; i++)
		if (pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)i) != 0)
			return 1;
	for (i = 0; i < number; i++)
		pthread_join(threads[i], NULL);
	printf("%.2f\n", (double)operations * number / (now() - start) / 1e6);
	return 0;
}
