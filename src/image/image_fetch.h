#ifndef IMAGE_IMAGE_FETCH_H
#define IMAGE_IMAGE_FETCH_H

#include "store/store.h"

/* Fetches all blobs of the image that the store does not have yet, several at
 * the same time. Call it before all blobs are read. Does nothing for a store
 * whose blobs have no origin (store/blob_place.h): it has all blobs. */
int image_fetch(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct error *err) MUST_CHECK;

#endif
