#ifndef STORE_BLOB_PLACE_H
#define STORE_BLOB_PLACE_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Most blobs are files under blobs/sha256/. A store lists the others as places:
 * blobs of an archive are parts of one file, blobs of a flat folder have other
 * names, some blobs are in memory, and blobs of a registry are fetched when
 * they are first read.
 */
struct blob_place {
	struct digest digest;
	uint64_t size;
	const char *path; /* the file with the blob; NULL: it is in memory */
	uint64_t offset; /* in the file */
	const char *bytes; /* in memory */
	const struct blob_origin *origin; /* fetches the file; NULL: the file exists */
};

/* Fetches blobs when they are first read. */
struct blob_origin {
	/* Makes the file `place->path`, whole and checked. Several threads may
	 * call it at once. */
	int (*fetch)(void *context, const struct blob_place *place, struct error *err);
	void *context;
	unsigned parallel; /* how many blobs should be fetched at the same time */
};

struct blob_places {
	struct blob_place *items;
	size_t count, capacity;
};

void blob_places_add(
    struct blob_places *places, struct arena *arena, const struct blob_place *place);
/* Call it after the last blob_places_add and before the first
 * blob_places_find. */
void blob_places_sort(struct blob_places *places);
/* NULL: the blob has no place. */
const struct blob_place *blob_places_find(
    const struct blob_places *places, const struct digest *digest);

#endif
