#ifndef IMAGE_CONFIG_H
#define IMAGE_CONFIG_H

#include "layer/layer.h"
#include "spec/spec.h"
#include "store/store.h"

/*
 * The image configuration. Clause: image-spec 1.1, config.md. Keys are in a
 * fixed order. Env has PATH first, then the variables that the pieces need,
 * then the user's variables in their order. Sets and labels are sorted.
 */
struct image_parts {
	const struct spec *spec;
	const struct platform *platform;
	const struct layer *layers;
	size_t layer_count;
	const struct descriptor *config; /* the result of config_write, for manifest_write */
};

int config_write(struct arena *arena, const struct store *store, const struct image_parts *parts,
    struct descriptor *ret_config, struct error *err) MUST_CHECK;

#endif
