#ifndef TRANSPORT_LAYOUT_PRUNE_H
#define TRANSPORT_LAYOUT_PRUNE_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * When a tag moves to another image, the blobs of the first image stay in the
 * layout. Pruning removes the blobs that no document names. It keeps the blobs
 * that index.json names, all digests in a document that it keeps, and documents
 * whose "subject" it keeps. Hidden and other files are not touched.
 *
 * Each mote that reads or writes a layout holds a shared lock of blobs/ until
 * it has finished. Pruning waits for all of them: index.json does not name a
 * writer's blobs before the end.
 */
struct layout_pruned {
	size_t blobs;
	uint64_t bytes;
};

int layout_prune(struct arena *arena, const char *path, struct layout_pruned *ret_pruned,
    struct error *err) MUST_CHECK;

/* Takes the shared lock: a descriptor that the caller owns; -1 when the folder
 * is missing or cannot be locked. */
int layout_hold(struct arena *arena, const char *path);

#endif
