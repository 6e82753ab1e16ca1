#ifndef IMAGE_IMAGE_DIFF_H
#define IMAGE_IMAGE_DIFF_H

#include "image/bytes_compare.h"
#include "image/json_compare.h"

/*
 * Compares two images platform by platform, for `mote diff`. Parts with equal
 * digests are not read: they are equal.
 */
enum file_aspect {
	FILE_TYPE = 1 << 0, /* the type, or whether the path is a hard link to another file */
	FILE_MODE = 1 << 1,
	FILE_OWNER = 1 << 2, /* numbers and names of user and group */
	FILE_SIZE = 1 << 3,
	FILE_LINK = 1 << 4,
	FILE_DEVICE = 1 << 5,
	FILE_MTIME = 1 << 6,
	FILE_ATTRIBUTES = 1 << 7,
	FILE_CONTENT = 1 << 8,
};

struct file_change {
	const struct image_file *left, *right; /* NULL: the path is not in this image */
	unsigned aspects; /* of file_aspect, when the path is in both images */
	struct byte_difference first; /* FILE_CONTENT */
};

struct layer_change {
	size_t layer; /* the first is 0 */
	struct byte_difference first; /* of the tars */
};

struct platform_diff {
	const char *platform;
	const struct image_manifest *left, *right; /* NULL: only the other image is for it */
	struct json_differences manifest, config;
	struct layer_change *layers; /* the layers that both images have and whose tars differ */
	size_t layer_count;
	struct file_change *files; /* sorted by path */
	size_t file_count, file_capacity;
};

struct image_diff {
	bool same;
	struct json_differences root; /* when one of the roots is an index */
	struct platform_diff *platforms; /* the platforms that differ */
	size_t platform_count;
};

/* An image, and which of its manifests are compared. */
struct image_view {
	const struct store *store;
	const struct image *image;
	const struct image_manifest *only; /* NULL: all manifests and the root */
};

int image_compare(struct arena *arena, const struct image_view *left,
    const struct image_view *right, struct image_diff *ret_diff, struct error *err) MUST_CHECK;

#endif
