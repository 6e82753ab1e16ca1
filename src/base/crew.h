#ifndef BASE_CREW_H
#define BASE_CREW_H

#include "base/error.h"

#include <stddef.h>

/*
 * Threads that share a list of tasks. A free thread takes the next task. After
 * the first failure no task is started any more; the running tasks end. An
 * arena belongs to one thread, so each task makes its own.
 */
struct crew {
	unsigned threads; /* at most this many; 1: the calling thread does all tasks */
	size_t count; /* tasks, numbered from 0 */
	int (*task)(void *context, size_t number, struct error *err);
	void *context;
};

/* When several tasks fail, the error is that of the lowest number. */
int crew_run(const struct crew *crew, struct error *err) MUST_CHECK;

#endif
