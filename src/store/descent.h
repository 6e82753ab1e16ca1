#ifndef STORE_DESCENT_H
#define STORE_DESCENT_H

#include "base/arena.h"
#include "store/descriptor.h"

/*
 * A descent from the root of an image through its indexes to its manifests and blobs. Each digest
 * is visited once, and the limits are the same for every verb: a small index could name a large one
 * many times, or name itself.
 *
 *	SCOPED(descent) struct descent descent = {.arena = arena, .name = store->name};
 *	switch (descent_enter(&descent, &descriptor, depth, err)) ...
 */
enum {
	DESCENT_DEPTH = 4, /* indexes within indexes */
	DESCENT_DOCUMENTS = 1024, /* indexes and manifests of one image */
	DESCENT_BYTES = 32 << 20, /* bytes of all these, and again of all parsed configs */
};

struct descent {
	struct arena *arena;
	const char *name; /* name of the store, for errors */
	bool only_documents; /* each digest counts as a document, whatever its media type */
	void *seen; /* digests that were visited, a tree of tsearch */
	size_t documents;
	uint64_t bytes, config_bytes;
};

/* Visits a digest. 1: it is new. 0: it was visited before. -1: it is beyond a limit. Only
 * indexes and manifests count for the limits. The root has depth 0. */
int descent_enter(struct descent *descent, const struct descriptor *descriptor, unsigned depth,
    struct error *err) MUST_CHECK;

/* Whether the digest was visited. */
bool descent_has(const struct descent *descent, const struct descriptor *descriptor);

/* Counts a document without visiting it, or again: an index may name one manifest for two
 * platforms. */
int descent_count(struct descent *descent, const struct descriptor *descriptor, unsigned depth,
    struct error *err) MUST_CHECK;

/* Counts a config; called each time before a config is parsed. */
int descent_spend_config(
    struct descent *descent, const struct descriptor *config, struct error *err) MUST_CHECK;

void scope_descent(struct descent *descent);

#endif
