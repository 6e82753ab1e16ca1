#ifndef IMAGE_IMAGE_SELECT_H
#define IMAGE_IMAGE_SELECT_H

#include "image/image.h"
#include "spec/platform_choice.h"

/*
 * Selects images of an index by platform (platform_choice.h). When only another
 * image runs on the platform, that one is taken and a note says so. One
 * platform gives its manifest. Several give a new index with unchanged
 * annotations and entries. Platforms are read from the index, so the blobs of
 * other platforms may be missing. ERROR_NOT_FOUND lists the platforms of the
 * image.
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
