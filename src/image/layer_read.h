#ifndef IMAGE_LAYER_READ_H
#define IMAGE_LAYER_READ_H

#include "image/image.h"

#include <archive.h>

/*
 * A layer on its way back: the blob is decompressed (gzip, zstd, none) and read as tar by libarchive, and what
 * passes is measured, so that the diff_id in the config is checked and not believed.
 *
 *	SCOPED(layer_read) struct layer_read *layer = layer_read_open(store, blob, err);
 *	while ((entry = layer_read_next(layer, &status, err)) != NULL) ...
 *	layer_read_check(layer, diff_id, err)
 */
struct layer_read;

struct layer_read *layer_read_open(
    const struct store *store, const struct descriptor *blob, struct error *err);

/* The next entry, or NULL: at the end with `*ret_end` true, else with `err` filled. Over 10 million entries
 * or 64 GiB of content are an error. */
struct archive_entry *layer_read_next(struct layer_read *layer, bool *ret_end, struct error *err);

/* The archive, for archive_read_data and friends between two entries. */
struct archive *layer_read_archive(struct layer_read *layer);

/* After the end: whether digest and size of the blob and the diff_id of the tar are as they should be. */
int layer_read_check(
    struct layer_read *layer, const struct digest *diff_id, struct error *err) MUST_CHECK;

/* The bytes of the tar, valid after layer_read_check. */
uint64_t layer_read_size(const struct layer_read *layer);

void layer_read_free(struct layer_read *layer);
void scope_layer_read(struct layer_read **layer);

#endif
