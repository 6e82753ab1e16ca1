#ifndef IMAGE_IMAGE_DIFF_H
#define IMAGE_IMAGE_DIFF_H

#include "image/bytes_compare.h"
#include "image/json_compare.h"

/*
 * Two images side by side, platform by platform: what `mote diff` shows. What
 * has one digest is not looked at: equal manifests are equal in everything,
 * equal layers hold the same files.
 */
enum file_aspect {
	FILE_TYPE = 1 << 0, /* or whether it is one more name of another file */
	FILE_MODE = 1 << 1,
	FILE_OWNER = 1 << 2, /* numbers and names of owner and group */
	FILE_SIZE = 1 << 3,
	FILE_LINK = 1 << 4,
	FILE_DEVICE = 1 << 5,
	FILE_MTIME = 1 << 6,
	FILE_ATTRIBUTES = 1 << 7,
	FILE_CONTENT = 1 << 8,
};

struct file_change {
	const struct image_file *left, *right; /* NULL: not there */
	unsigned aspects; /* of file_aspect, where it is on both sides */
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
	struct layer_change *layers; /* those on both sides whose tars differ */
	size_t layer_count;
	struct file_change *files; /* sorted by path */
	size_t file_count, file_capacity;
};

struct image_diff {
	bool same;
	struct json_differences root; /* where one of the roots is an index */
	struct platform_diff *platforms; /* those that are not the same */
	size_t platform_count;
};

/* An image, and the manifests of it that are looked at. */
struct image_view {
	const struct store *store;
	const struct image *image;
	const struct image_manifest *only; /* NULL: all, and the root */
};

int image_compare(struct arena *arena, const struct image_view *left,
    const struct image_view *right, struct image_diff *ret_diff, struct error *err) MUST_CHECK;

#endif
