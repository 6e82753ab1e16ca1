#ifndef IMAGE_CONFIG_H
#define IMAGE_CONFIG_H

#include "layer/layer.h"
#include "spec/spec.h"
#include "store/store.h"

/*
 * The image configuration. Clause: image-spec 1.1, config.md. Keys in a fixed
 * order; Env is PATH, then what the pieces need, then what the user gave in the
 * order given; sets and labels are sorted.
 */
struct image_parts {
	const struct spec *spec;
	const struct platform *platform;
	const struct layer *layers;
	size_t layer_count;
	const struct descriptor *config; /* what config_write gave; for manifest_write */
};

int config_write(struct arena *arena, const struct store *store, const struct image_parts *parts,
    struct descriptor *ret_config, struct error *err) MUST_CHECK;

#endif
