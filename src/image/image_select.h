#ifndef IMAGE_IMAGE_SELECT_H
#define IMAGE_IMAGE_SELECT_H

#include "image/image.h"

/*
 * Of an index what is for some platforms: one gives its manifest, several an index over them in which all else is as it
 * was: its annotations, and each entry as it stood. An index is followed by what it says of its entries, so that the
 * blobs of a platform that is not asked for need not be there. ERROR_NOT_FOUND lists what is there.
 */
struct image_choice {
	const struct platform *const *platforms;
	size_t count;
};

/* `*ret_bytes` are a new index's, its digest and size in `*ret_root`; empty when the root is one that is in the store. */
int image_select(struct arena *arena, const struct store *store, const struct descriptor *root,
    const struct image_choice *choice, struct descriptor *ret_root, struct text *ret_bytes,
    struct error *err) MUST_CHECK;

#endif
