#ifndef STORE_DESCENT_H
#define STORE_DESCENT_H

#include "base/arena.h"
#include "store/descriptor.h"

/*
 * A descent from the root of an image through its indexes to its manifests and blobs: each digest is visited once, and the
 * limits are the same for every verb. A small index could otherwise name a large one over and over, and itself.
 *
 *	SCOPED(descent) struct descent descent = {.arena = arena, .name = store->name};
 *	switch (descent_enter(&descent, &descriptor, depth, err)) ...
 */
enum {
	DESCENT_DEPTH = 4, /* indexes that stand in one another */
	DESCENT_DOCUMENTS = 1024, /* indexes and manifests of one image */
	DESCENT_BYTES = 32 << 20, /* of them all; and once more of all configs that are parsed */
};

struct descent {
	struct arena *arena;
	const char *name; /* of the store, for errors */
	bool only_documents; /* all that is entered counts as a document, whatever its media type */
	void *seen; /* of tsearch: the digests */
	size_t documents;
	uint64_t bytes, config_bytes;
};

/* 1: it is new, 0: it was visited already, -1: it is deeper, or more, than is read. An index or a manifest counts, any other
 * blob does not. The root has depth 0. */
int descent_enter(struct descent *descent, const struct descriptor *descriptor, unsigned depth,
    struct error *err) MUST_CHECK;

/* Whether it was visited. */
bool descent_has(const struct descent *descent, const struct descriptor *descriptor);

/* Counts a document that is not visited, or that one digest may stand for several times: an index may name one manifest for
 * two platforms. */
int descent_count(struct descent *descent, const struct descriptor *descriptor, unsigned depth,
    struct error *err) MUST_CHECK;

/* Before a config is parsed, each time. */
int descent_spend_config(
    struct descent *descent, const struct descriptor *config, struct error *err) MUST_CHECK;

void scope_descent(struct descent *descent);

#endif
