#ifndef IMAGE_IMAGE_SELECT_H
#define IMAGE_IMAGE_SELECT_H

#include "image/image.h"
#include "spec/platform_choice.h"

/*
 * Of an index what is for some platforms (platform_choice.h), or runs there as well, which a note says: one gives its manifest, several an index over them in which all else is as it
 * was: its annotations, and each entry as it stood. An index is followed by what it says of its entries, so that the
 * blobs of a platform that is not asked for need not be there. ERROR_NOT_FOUND lists what is there.
 */
struct image_choice {
	const struct descriptor *root;
	const struct platform_choice *platforms;
	size_t count; /* at least one */
};

struct image_selected {
	struct descriptor root;
	struct text bytes; /* of a new index; empty when the root is in the store */
};

int image_select(struct arena *arena, const struct store *store, const struct image_choice *choice,
    struct image_selected *ret_selected, struct error *err) MUST_CHECK;

#endif
