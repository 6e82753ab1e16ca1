#ifndef BASE_PROCESS_FAMILY_H
#define BASE_PROCESS_FAMILY_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * All processes below a process: its children, their children and so on, as
 * /proc lists them. Processes start and end meanwhile, so the list may be out
 * of date.
 */
struct process_ids {
	pid_t *items;
	size_t count, capacity;
};

/* The processes below `of`, nearest first; the list ends soon after `most`. The
 * processes in `without`, and all below them, are left out. */
struct process_ids process_family(
    struct arena *arena, pid_t of, const struct process_ids *without, size_t most);

/* From now on a process below this one that loses its parent becomes a child of
 * this process, which can find it and wait for it. */
void process_adopt(void);

/* Kills all processes below this one until none is left, and waits for them;
 * not those in `without`. Needs process_adopt before. */
void process_family_end(const struct process_ids *without);

#endif
