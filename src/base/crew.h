#ifndef BASE_CREW_H
#define BASE_CREW_H

#include "base/error.h"

#include <stddef.h>

/*
 * Threads that share a list of tasks. Each takes the next number as soon as it
 * is free; after the first failure no further one is begun, and those under way
 * end. An arena belongs to one thread: a task makes its own.
 */
struct crew {
	unsigned threads; /* at most this many; 1: all in the calling thread */
	size_t count; /* tasks, numbered from 0 */
	int (*task)(void *context, size_t number, struct error *err);
	void *context;
};

/* The error is that of the lowest number that failed. */
int crew_run(const struct crew *crew, struct error *err) MUST_CHECK;

#endif
