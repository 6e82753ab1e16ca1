#ifndef IMAGE_MANIFEST_H
#define IMAGE_MANIFEST_H

#include "image/config.h"

/*
 * Manifest (one platform) and index (several). Clauses: image-spec 1.1,
 * manifest.md and image-index.md;
 * --format=docker: Docker image manifest version 2, schema 2.
 */
int manifest_write(struct arena *arena, const struct store *store, const struct image_parts *parts,
    struct descriptor *ret_manifest, struct error *err) MUST_CHECK;

/* The manifests of one image, each with its platform. */
struct index_parts {
	const struct spec *spec;
	const struct descriptor *manifests;
	size_t count;
};

/* Makes the root of the image. It is the manifest itself when there is only
 * one, else an index over all manifests in the order of platforms. */
int index_write(struct arena *arena, const struct store *store, const struct index_parts *parts,
    struct descriptor *ret_root, struct error *err) MUST_CHECK;

/* The content of an index. Manifests are sorted by platform (those of
 * platform_all() in its order, then others), then by digest. */
struct index_form {
	bool docker; /* Docker's manifest list, which has no annotations */
	struct pairs annotations; /* sorted; the key is left out when there are none */
	const struct descriptor *manifests; /* each with its platform */
	size_t count;
};

void index_bytes(struct arena *arena, const struct index_form *form, struct text *ret_bytes);

#endif
