#ifndef IMAGE_LAYER_READ_H
#define IMAGE_LAYER_READ_H

#include "image/image.h"

#include <archive.h>

/*
 * Reads a layer: libarchive decompresses the blob (stream/compressor.h) and
 * reads it as tar. The bytes are measured on their way, so that the config's
 * diff_id is checked and not believed.
 *
 *	struct layer_budget budget = layer_budget_full(); // one for each image
 *	SCOPED(layer_read) struct layer_read *layer = layer_read_open(store, blob, diff_id, &budget, err);
 *	while ((entry = layer_read_next(layer, &end, err)) != NULL) ...
 *	layer_read_check(layer, err);
 */
struct layer_read;

/* The bytes to which the layers of one image may still unpack: a small blob can
 * be a large bomb. */
struct layer_budget {
	uint64_t
	    bytes; /* of the tars, 64 GiB at first; one layer at most 1000 times its blob, or 1 GiB */
	uint64_t content; /* of the files, which in a sparse tar are more than the tar: the same */
	uint64_t entries; /* a million */
	/* bytes of paths, links and attributes in memory, and the cost by
	 * access_lists.h; 256 MiB */
	uint64_t names;
};
struct layer_budget layer_budget_full(void);

/* `diff_id`: what the config says of the tar; it stays the caller's, and as
 * long as the layer. */
struct layer_read *layer_read_open(const struct store *store, const struct descriptor *blob,
    const struct digest *diff_id, struct layer_budget *budget, struct error *err);

/*
 * The tar itself instead of its entries: a layer that was opened so gives its
 * decompressed bytes piece by piece, and is then checked as the other; with the
 * diff_id NULL it cannot be checked. `*ret_bytes` is valid until the next call;
 * their number, 0 at the end, -1.
 */
struct layer_read *layer_read_open_tar(const struct store *store, const struct descriptor *blob,
    const struct digest *diff_id, struct layer_budget *budget, struct error *err);
ssize_t layer_read_tar(
    struct layer_read *layer, const void **ret_bytes, struct error *err) MUST_CHECK;

/* The next entry, or NULL: at the end with `*ret_end` true, else with `err`
 * filled. */
struct archive_entry *layer_read_next(struct layer_read *layer, bool *ret_end, struct error *err);

/* Whether a file of that size may be read, before any of it is written. */
int layer_read_afford(const struct layer_read *layer, uint64_t size, struct error *err) MUST_CHECK;

/* Content of the entry: bytes read, 0 at its end, -1. */
ssize_t layer_read_content(
    struct layer_read *layer, void *buffer, size_t size, struct error *err) MUST_CHECK;

/* After the end: whether digest and size of the blob and the diff_id of the tar
 * are as they should be. */
int layer_read_check(struct layer_read *layer, struct error *err) MUST_CHECK;

/* The bytes of the tar, valid after layer_read_check. */
uint64_t layer_read_size(const struct layer_read *layer);

void layer_read_free(struct layer_read *layer);
void scope_layer_read(struct layer_read **layer);

#endif
