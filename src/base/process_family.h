#ifndef BASE_PROCESS_FAMILY_H
#define BASE_PROCESS_FAMILY_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * The processes below one: its children, theirs, and so on, as /proc shows
 * them. Others come and go meanwhile: the list is what was there, not what is.
 */
struct process_ids {
	pid_t *items;
	size_t count, capacity;
};

/* All below `of`, nearest first, but not many more than `most`; those in
 * `without`, and all below them, are left out. */
struct process_ids process_family(
    struct arena *arena, pid_t of, const struct process_ids *without, size_t most);

/* From now on what loses its parent somewhere below this process becomes its
 * child, and can be found and waited for. */
void process_adopt(void);

/* Kills all below this process, as long as there are any, and waits for them;
 * those in `without` live on. process_adopt was called before. */
void process_family_end(const struct process_ids *without);

#endif
