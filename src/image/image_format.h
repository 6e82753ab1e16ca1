#ifndef IMAGE_IMAGE_FORMAT_H
#define IMAGE_IMAGE_FORMAT_H

#include "spec/spec.h"
#include "store/blob_reader.h"

/*
 * An image in the other family of media types, OCI's or Docker's: its manifests and indexes are written anew with the types of
 * the config and the layers changed, and whatever names them names the new ones. Configs and layers stay, byte for byte.
 * Docker's family has no layers by zstd, no annotations, which are left out, and no artifacts, which are an error.
 * Clauses: image-spec 1.1, media-types.md "Compatibility Matrix"; Docker image manifest version 2, schema 2.
 */
struct image_conversion {
	const struct store *store;
	enum media_format format; /* FORMAT_OCI or FORMAT_DOCKER */
	struct blob_places made; /* the new manifests and indexes, in memory, unsorted */
};

/* `*ret_root` is `root` itself, and nothing is made, where all is of that family already. */
int image_convert(struct arena *arena, struct image_conversion *conversion,
    const struct descriptor *root, struct descriptor *ret_root, struct error *err) MUST_CHECK;

#endif
