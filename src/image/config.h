#ifndef IMAGE_CONFIG_H
#define IMAGE_CONFIG_H

#include "layer/layer.h"
#include "spec/spec.h"
#include "store/store.h"

/*
 * The image configuration. Clause: image-spec 1.1, config.md. Keys in the order of the specification,
 * Env sorted as the user gave it after PATH, labels sorted.
 */
struct image_parts {
	const struct spec *spec;
	const struct platform *platform;
	const struct layer *layers;
	size_t layer_count;
};

int config_write(struct arena *arena, const struct store *store, const struct image_parts *parts,
    struct descriptor *ret_config, struct error *err) MUST_CHECK;

/* The labels and annotations of org.opencontainers.image.* that can be known: created, title, base.*, and
 * version, revision, source when the spec says them; the user's own win. Used by config, manifest, index. */
int annotation_known(struct arena *arena, const struct spec *spec, struct spec_pairs *ret_pairs);

#endif
