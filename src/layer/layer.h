#ifndef LAYER_LAYER_H
#define LAYER_LAYER_H

#include "rootfs/tree.h"
#include "store/store.h"

/*
 * A tree becomes a blob: tar >> measure >> compress >> measure >> store, one pass over the bytes.
 */
struct layer_options {
	enum compression compression;
	int level;
	enum media_format format;
	int64_t mtime;
};

struct layer {
	struct descriptor descriptor; /* of the compressed blob */
	struct digest diff_id; /* of the tar */
	uint64_t tar_size;
	const char *created_by; /* for the config's history */
};

int layer_write(const struct store *store, const struct tree *tree,
    const struct layer_options *options, struct layer *ret_layer, struct error *err) MUST_CHECK;

#endif
