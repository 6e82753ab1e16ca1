#ifndef REGISTRY_MOUNTS_H
#define REGISTRY_MOUNTS_H

#include "base/digest.h"
#include "base/text.h"
#include "store/descriptor.h"

/*
 * Where blobs were pushed to: a registry that has one in another repository can
 * take it from there. A file of the cache for each registry, registry/HOST,
 * with lines "DIGEST REPOSITORY", the newest last and 4096 at most. It is a
 * hint: what it says may no longer hold, and without it blobs are uploaded.
 * Clause: distribution-spec 1.1, "Mounting a blob from another repository".
 */
struct mount {
	struct digest digest;
	const char *repository;
};

struct mounts {
	struct mount *items;
	size_t count, capacity;
};

/* Empty when nothing is known of the registry. */
void mounts_read(struct arena *arena, const char *host, struct mounts *ret_mounts);

/* A repository other than this one that has the blob; NULL: none is known. */
const char *mounts_find(
    const struct mounts *mounts, const struct digest *digest, const char *other_than);

/* Writes down that the repository has these blobs. What cannot be written is
 * not known the next time. */
void mounts_note(
    const char *host, const char *repository, const struct descriptor *blobs, size_t count);

#endif
