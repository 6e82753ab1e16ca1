#ifndef IMAGE_LAYER_READ_H
#define IMAGE_LAYER_READ_H

#include "image/image.h"

#include <archive.h>

/*
 * Reads a layer: libarchive decompresses the blob (stream/compressor.h) and
 * reads it as tar. The bytes are digested on the way, to check the diff_id of
 * the config.
 *
 *	struct layer_budget budget = layer_budget_full(); // one for each image
 *	SCOPED(layer_read) struct layer_read *layer = layer_read_open(store, blob, diff_id, &budget, err);
 *	while ((entry = layer_read_next(layer, &end, err)) != NULL) ...
 *	layer_read_check(layer, err);
 */
struct layer_read;

/* How many bytes the layers of one image may still unpack to. The limits stop
 * decompression bombs. */
struct layer_budget {
	uint64_t
	    bytes; /* of the tars, 64 GiB at first; one layer at most 1000 times its blob, or 1 GiB */
	uint64_t content; /* of the files, which may exceed a sparse tar: the same limits */
	uint64_t entries; /* a million */
	/* bytes of paths, links and attributes in memory, and the cost by
	 * access_lists.h; 256 MiB */
	uint64_t names;
};
struct layer_budget layer_budget_full(void);

/* `diff_id` is the digest of the tar in the config. It must live as long as the
 * layer; the caller owns it. */
struct layer_read *layer_read_open(const struct store *store, const struct descriptor *blob,
    const struct digest *diff_id, struct layer_budget *budget, struct error *err);

/*
 * Opens a layer to read the bytes of its tar instead of its entries.
 * layer_read_tar returns the number of bytes in `*ret_bytes`, which is valid
 * until the next call; 0 at the end; -1 with `err`. layer_read_check works as
 * usual, but not with a `diff_id` of NULL.
 */
struct layer_read *layer_read_open_tar(const struct store *store, const struct descriptor *blob,
    const struct digest *diff_id, struct layer_budget *budget, struct error *err);
ssize_t layer_read_tar(
    struct layer_read *layer, const void **ret_bytes, struct error *err) MUST_CHECK;

/* The next entry. NULL: at the end, with `*ret_end` true; or on an error, with
 * `err` filled. */
struct archive_entry *layer_read_next(struct layer_read *layer, bool *ret_end, struct error *err);

/* Checks, before a file of that size is written, that the budget allows it. */
int layer_read_afford(const struct layer_read *layer, uint64_t size, struct error *err) MUST_CHECK;

/* Reads content of the entry. Returns the number of bytes, 0 at its end, or
 * -1. */
ssize_t layer_read_content(
    struct layer_read *layer, void *buffer, size_t size, struct error *err) MUST_CHECK;

/* Call it after the end. Checks the digest and size of the blob, and the
 * diff_id of the tar. */
int layer_read_check(struct layer_read *layer, struct error *err) MUST_CHECK;

/* The size of the tar, valid after layer_read_check. */
uint64_t layer_read_size(const struct layer_read *layer);

void layer_read_free(struct layer_read *layer);
void scope_layer_read(struct layer_read **layer);

#endif
