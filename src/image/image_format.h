#ifndef IMAGE_IMAGE_FORMAT_H
#define IMAGE_IMAGE_FORMAT_H

#include "spec/spec.h"
#include "store/blob_place.h"
#include "store/store.h"

/*
 * Converts an image to the other family of media types, OCI's or Docker's.
 * Manifests and indexes are written again, with other media types and with the
 * new digests of their parts. Configs and layers stay, byte for byte. Docker's
 * family has no zstd layers and no artifacts: they are errors. It has no
 * annotations: they are left out. Clauses: image-spec 1.1, media-types.md
 * "Compatibility Matrix"; Docker image manifest version 2, schema 2.
 */
struct image_conversion {
	const struct store *store;
	enum media_format format; /* FORMAT_OCI or FORMAT_DOCKER */
	struct blob_places made; /* the new manifests and indexes, in memory, not sorted */
};

/* When the whole image has the wanted family already, `*ret_root` equals `root`
 * and nothing is made. */
int image_convert(struct arena *arena, struct image_conversion *conversion,
    const struct descriptor *root, struct descriptor *ret_root, struct error *err) MUST_CHECK;

#endif
