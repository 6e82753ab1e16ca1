#ifndef TRANSPORT_LAYOUT_PRUNE_H
#define TRANSPORT_LAYOUT_PRUNE_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A layout grows with every image that takes another's tag. Pruning removes the blobs that nothing leads to: kept is what
 * index.json names, every digest that stands in a document which is kept, whoever wrote it, and what has a "subject" that is
 * kept. Hidden and other files are not touched.
 *
 * Whoever reads or writes a layout by mote holds a shared lock of its blobs/ until he is done, and pruning waits for all of
 * them: a writer's blobs have no name in index.json until the end.
 */
struct layout_pruned {
	size_t blobs;
	uint64_t bytes;
};

int layout_prune(struct arena *arena, const char *path, struct layout_pruned *ret_pruned,
    struct error *err) MUST_CHECK;

/* The shared lock: a descriptor that the caller owns; -1 where there is no such folder, or no locks. */
int layout_hold(struct arena *arena, const char *path);

#endif
