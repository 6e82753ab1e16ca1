#ifndef LAYER_LAYER_CACHE_H
#define LAYER_LAYER_CACHE_H

#include "layer/layer.h"

/*
 * Layers in the build cache. The key is the digest of the tar, and the name,
 * version and level of the compressor: they decide every byte of the blob. The
 * digest of a layer is checked while it is copied from the cache.
 */

/* Whether the cache has a blob for the diff_id of `layer`. If so, copies it to
 * the store, and sets its digest and size in `layer`. */
bool layer_recall(
    const struct store *store, const struct layer_options *options, struct layer *layer);
void layer_remember(
    const struct store *store, const struct layer_options *options, const struct layer *layer);

#endif
