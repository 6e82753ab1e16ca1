#ifndef IMAGE_BYTES_COMPARE_H
#define IMAGE_BYTES_COMPARE_H

#include "image/image_files.h"

/*
 * Finds the first byte that differs, as cmp(1) does: between two files of two
 * images, or between two layers.
 */
struct byte_difference {
	uint64_t offset; /* the first byte has 0 */
	int left, right; /* 0..255; -1: this side has ended */
};

/* A file that is in both images. */
struct file_pair {
	const struct image_file *left, *right; /* both of type '0' */
	bool differs; /* a result; when true, `first` is set too */
	struct byte_difference first;
	/* used during the comparison */
	struct digest *blocks;
	size_t block_count, block,
	    kept; /* `block`: the first block that differs; the right file has `kept` bytes of it */
};

struct image_side {
	const struct store *store;
	const struct image_manifest *manifest;
};

/*
 * Compares the content of all pairs; a file may be in one pair only. Layers are
 * read from begin to end, not file by file. First the left layers are read, and
 * each block is digested. Then the right layers are read and compared with
 * these digests; for each file that differs, the first different block goes to
 * a temporary file. Last, the left layers are read again to find the byte.
 * Memory is 72 bytes for each 64 KiB.
 */
int bytes_compare_files(const struct image_side *left, const struct image_side *right,
    struct file_pair *pairs, size_t count, struct error *err) MUST_CHECK;

/* Compares the unpacked tars of layer `at` of both images. */
int bytes_compare_layers(const struct image_side *left, const struct image_side *right, size_t at,
    struct byte_difference *ret_first, struct error *err) MUST_CHECK;

#endif
