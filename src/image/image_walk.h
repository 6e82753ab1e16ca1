#ifndef IMAGE_IMAGE_WALK_H
#define IMAGE_IMAGE_WALK_H

#include "store/descriptor.h"
#include "store/store.h"

/*
 * The one walk over an image: from its root through indexes to manifests, and
 * on to configs and layers. Each digest is visited once, after everything that
 * it names. The limits are the same for every verb: a small index could name a
 * large one many times, or name itself.
 *
 *	const struct image_walk walk = {.store = store, .reach = WALK_BLOBS,
 *	    .visit = copy_blob, .context = &copy};
 *	if (image_walk(arena, &walk, root, err) != 0) ...
 */
enum {
	WALK_DEPTH = 4, /* indexes within indexes */
	WALK_ENTRIES = 1024, /* entries of all indexes of one image, and its root */
	WALK_BYTES = 32 << 20, /* of all indexes and manifests, and again of all parsed configs */
};

/* A descriptor that the walk found. */
struct image_node {
	struct descriptor descriptor; /* with the platform, if an index says it */
	const json_t *entry; /* the descriptor in its index or manifest; NULL: the root */
	const json_t *json; /* the index or manifest itself; NULL: it was not read */
	unsigned depth; /* 0: the root */
};

enum walk_reach {
	WALK_INDEXES, /* reads indexes, and visits all that they name */
	WALK_MANIFESTS, /* reads manifests too */
	/* Visits the parts of manifests too. Refuses a document whose kind
	 * differs from its descriptor: every reader must see the same image. */
	WALK_BLOBS,
};

struct image_walk {
	const struct store *store;
	enum walk_reach reach;
	/* Only images: entries of an index that are artifacts or have an
	 * unknown media type are left out. A manifest is visited as often as
	 * indexes name it: it may be for several platforms. */
	bool images;
	bool sparse; /* a document that the store does not have is visited without its json */
	/* 0: go on. 1: stop the walk, without an error. -1: error. */
	int (*visit)(void *context, const struct image_node *node, struct error *err);
	/* Brings all entries of an index to the store before they are walked,
	 * whatever their media type is. NULL: the store has them. */
	int (*fetch)(
	    void *context, const struct descriptor *entries, size_t count, struct error *err);
	void *context; /* of both functions */
};

int image_walk(struct arena *arena, const struct image_walk *walk, const struct descriptor *root,
    struct error *err) MUST_CHECK;

/* Adds the size of a document to `*bytes`; fails above WALK_BYTES. `name` is
 * the store's. */
int image_walk_spend(uint64_t *bytes, const struct descriptor *document, const char *name,
    struct error *err) MUST_CHECK;

#endif
