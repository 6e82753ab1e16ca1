#ifndef IMAGE_BYTES_COMPARE_H
#define IMAGE_BYTES_COMPARE_H

#include "image/image_files.h"

/*
 * Where the bytes of two things first differ, as cmp(1) tells it: two files of
 * two images, two layers.
 */
struct byte_difference {
	uint64_t offset; /* the first byte has 0 */
	int left, right; /* 0..255; -1: ended */
};

/* A file that is in both images. */
struct file_pair {
	const struct image_file *left, *right; /* both of type '0' */
	bool differs; /* set, and then so is */
	struct byte_difference first;
	/* while it is compared */
	struct digest *blocks;
	size_t block_count, block,
	    kept; /* `block`: the first that differs, of which the right file has `kept` bytes */
};

struct image_side {
	const struct store *store;
	const struct image_manifest *manifest;
};

/*
 * Compares the content of all pairs, each file in one pair at most. Layers are
 * read in their own order and not file by file: the left ones are digested by
 * the block, the right ones held against that, and of each file that differs
 * one block goes to a temporary file until the left one is read again. Memory
 * is 72 bytes for each 64 KiB.
 */
int bytes_compare_files(const struct image_side *left, const struct image_side *right,
    struct file_pair *pairs, size_t count, struct error *err) MUST_CHECK;

/* Compares layer `at` of both, unpacked: the tars. */
int bytes_compare_layers(const struct image_side *left, const struct image_side *right, size_t at,
    struct byte_difference *ret_first, struct error *err) MUST_CHECK;

#endif
