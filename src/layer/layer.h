#ifndef LAYER_LAYER_H
#define LAYER_LAYER_H

#include "cache/build_cache.h"
#include "rootfs/tree.h"
#include "store/store.h"
#include "stream/compressor.h"

/*
 * A tree becomes a blob: tar >> measure >> compress >> measure >> store, one
 * pass over the bytes. Clause: image-spec 1.1, layer.md.
 */
struct layer_options {
	const struct compressor *compression;
	int level; /* 0: the compressor's own default */
	enum media_format format;
	int64_t mtime; /* of every entry: seconds since 1970 */
	/* searched for the blob of an equal tar before compressing; NULL: no
	 * cache */
	const struct build_cache *cache;
};

struct layer {
	struct descriptor descriptor; /* of the compressed blob */
	struct digest diff_id; /* of the tar */
	uint64_t tar_size;
};

/* ERROR_USAGE when the format has no media type for the compression: zstd in
 * Docker's. A file that changes while it is read is an error that names it; no
 * blob is left then. */
int layer_write(const struct store *store, const struct tree *tree,
    const struct layer_options *options, struct layer *ret_layer, struct error *err) MUST_CHECK;

#endif
