#ifndef LAYER_LAYER_CACHE_H
#define LAYER_LAYER_CACHE_H

#include "layer/layer.h"

/*
 * Layers in the build cache. The key is the digest of the tar, and the name,
 * version and level of the compressor: these decide every byte of the blob. A
 * layer that is recalled is checked against its digest while it is copied.
 */

/* Whether a blob for `layer`'s diff_id is there; then it is put in the store,
 * and its digest and size filled in. */
bool layer_recall(
    const struct store *store, const struct layer_options *options, struct layer *layer);
void layer_remember(
    const struct store *store, const struct layer_options *options, const struct layer *layer);

#endif
