#ifndef REGISTRY_MOUNTS_H
#define REGISTRY_MOUNTS_H

#include "base/digest.h"
#include "base/text.h"
#include "store/descriptor.h"

/*
 * Remembers to which repositories blobs were pushed: a registry can copy a blob
 * from another of its repositories. The cache has a file for each registry,
 * registry/HOST, with lines "DIGEST REPOSITORY", at most 4096, the newest last.
 * The lines are hints and may be out of date; without them blobs are uploaded.
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

/* The list is empty when nothing is known about the registry. */
void mounts_read(struct arena *arena, const char *host, struct mounts *ret_mounts);

/* A repository other than `other_than` that has the blob; NULL: none is
 * known. */
const char *mounts_find(
    const struct mounts *mounts, const struct digest *digest, const char *other_than);

/* Records that the repository has these blobs. A failure is ignored: the blobs
 * are then uploaded. */
void mounts_note(
    const char *host, const char *repository, const struct descriptor *blobs, size_t count);

#endif
