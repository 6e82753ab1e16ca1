#include "image/image.h"

#include "base/log.h"
#include "base/scope.h"
#include "image/image_walk.h"
#include "image/manifest_kind.h"
#include "spec/platform_choice.h"

#include <string.h>

enum { LAYER_LIMIT = 1024 };

struct image_reader {
	struct arena *arena;
	const struct store *store;
	struct image *image;
	bool accepts_artifact; /* as the root */
	uint64_t config_bytes; /* of all configs that were parsed */
};

/* The blob and its store, for errors. */
static const char *
name_of(const struct image_reader *reader, const struct descriptor *descriptor)
{
	return arena_printf(reader->arena, "%s: %s", reader->store->name, descriptor->digest.text);
}

static void
read_keys(struct arena *arena, const json_t *json, struct text_list *list)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)json, key, value)
	{
		text_list_add(list, arena, arena_strdup(arena, key));
	}
	text_list_sort(list);
}

static int
read_diff_ids(
    struct arena *arena, const json_t *json, struct image_config *config, struct error *err)
{
	const json_t *list = json_object_get(json_object_get(json, "rootfs"), "diff_ids");
	const json_t *item;
	size_t i;

	if (json_array_size(list) > LAYER_LIMIT)
		return error_set(
		    err, ERROR_FAILED, "the config has more than %d layers", LAYER_LIMIT);
	config->diff_ids = arena_array(arena, json_array_size(list), sizeof(*config->diff_ids));
	json_array_foreach((json_t *)(uintptr_t)list, i, item)
	{
		const char *text = json_string_value(item);

		if (digest_parse(text == NULL ? "" : text, &config->diff_ids[i], err) != 0)
			return -1;
		config->diff_id_count++;
	}
	return 0;
}

static int
read_config(struct image_reader *reader, struct image_manifest *manifest, struct error *err)
{
	struct arena *arena = reader->arena;
	SCOPED(json) json_t *json = NULL;
	struct image_config *config = &manifest->config;
	const json_t *inner;

	if (image_walk_spend(
		&reader->config_bytes, &manifest->config_descriptor, reader->store->name, err) != 0)
		return -1;
	json = store_read_json(arena, reader->store, &manifest->config_descriptor, err);
	if (json == NULL)
		return -1;
	inner = json_object_get(json, "config");
	config->architecture = json_get_text(arena, json, "architecture");
	config->os = json_get_text(arena, json, "os");
	config->variant = json_get_text(arena, json, "variant");
	config->os_version = json_get_text(arena, json, "os.version");
	json_get_texts(arena, json, "os.features", &config->os_features);
	config->created = json_get_text(arena, json, "created");
	if (config->architecture == NULL || config->os == NULL)
		return error_set(err, ERROR_FAILED,
		    "config \"%s\" in \"%s\" has no architecture or no os",
		    manifest->config_descriptor.digest.text, reader->store->name);
	config->user = json_get_text(arena, inner, "User");
	config->workdir = json_get_text(arena, inner, "WorkingDir");
	config->stop_signal = json_get_text(arena, inner, "StopSignal");
	json_get_texts(arena, inner, "Entrypoint", &config->entrypoint);
	json_get_texts(arena, inner, "Cmd", &config->cmd);
	json_get_texts(arena, inner, "Env", &config->env);
	read_keys(arena, json_object_get(inner, "ExposedPorts"), &config->expose);
	read_keys(arena, json_object_get(inner, "Volumes"), &config->volumes);
	pairs_from_json(arena, json_object_get(inner, "Labels"), &config->labels);
	return read_diff_ids(arena, json, config, err);
}

static int
read_layers(struct image_reader *reader, const json_t *json, struct image_manifest *manifest,
    struct error *err)
{
	const char *name = name_of(reader, &manifest->descriptor);
	const json_t *layers = json_object_get(json, "layers"), *layer;
	size_t i;

	if (!json_is_array(layers) || json_array_size(layers) > LAYER_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "%s: the manifest has no list of layers, or more than %d", name, LAYER_LIMIT);
	manifest->layers =
	    arena_array(reader->arena, json_array_size(layers), sizeof(*manifest->layers));
	json_array_foreach((json_t *)(uintptr_t)layers, i, layer)
	{
		if (descriptor_from_json(reader->arena, layer, name, &manifest->layers[i], err) !=
		    0)
			return -1;
		manifest->layer_count++;
	}
	return 0;
}

static int
read_manifest(struct image_reader *reader, const struct descriptor *descriptor, const json_t *json,
    struct error *err)
{
	struct image *image = reader->image;
	struct image_manifest manifest = {.descriptor = *descriptor};

	if (descriptor_from_json(reader->arena, json_object_get(json, "config"),
		name_of(reader, descriptor), &manifest.config_descriptor, err) != 0 ||
	    read_layers(reader, json, &manifest, err) != 0 ||
	    read_config(reader, &manifest, err) != 0)
		return -1;
	if (manifest.config.diff_id_count != manifest.layer_count)
		return error_set(err, ERROR_FAILED,
		    "%s: the manifest names %zu layers, its config %zu; the image is damaged",
		    name_of(reader, descriptor), manifest.layer_count,
		    manifest.config.diff_id_count);
	pairs_from_json(reader->arena, json_object_get(json, "annotations"), &manifest.annotations);
	image->manifests = arena_grow(reader->arena, image->manifests, image->manifest_count,
	    &image->manifest_capacity, sizeof(*image->manifests));
	image->manifests[image->manifest_count++] = manifest;
	return 0;
}

/* Reads a manifest, and skips an artifact that an index names. */
static int
read_node(void *context, const struct image_node *node, struct error *err)
{
	struct image_reader *reader = context;

	if (descriptor_is_index(&node->descriptor))
		return 0;
	if (manifest_is_image(node->json))
		return read_manifest(reader, &node->descriptor, node->json, err);
	if (node->depth > 0 || reader->accepts_artifact)
		return 0;
	return error_set(err, ERROR_FAILED,
	    "%s is an artifact of type \"%s\" and no image; \"mote inspect --raw\" shows it",
	    name_of(reader, &node->descriptor), manifest_artifact_type(node->json));
}

static int
read_all(struct image_reader *reader, const struct descriptor *root, struct error *err)
{
	const struct image_walk walk = {.store = reader->store,
	    .reach = WALK_MANIFESTS,
	    .images = true,
	    .visit = read_node,
	    .context = reader};

	return image_walk(reader->arena, &walk, root, err);
}

int
image_read_parts(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct image *ret_image, struct error *err)
{
	struct image image = {.root = *root};
	struct image_reader reader = {arena, store, &image, true, 0};

	if (read_all(&reader, root, err) != 0)
		return -1;
	*ret_image = image;
	return 0;
}

int
image_read(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct image *ret_image, struct error *err)
{
	struct image image = {.root = *root};
	struct image_reader reader = {arena, store, &image, false, 0};

	if (read_all(&reader, root, err) != 0)
		return -1;
	if (image.manifest_count == 0)
		return error_set(
		    err, ERROR_FAILED, "%s: the index names no image", name_of(&reader, root));
	*ret_image = image;
	return 0;
}

char *
image_platform_name(struct arena *arena, const struct image_manifest *manifest)
{
	const struct image_config *config = &manifest->config;

	return arena_printf(arena, "%s/%s%s%s", config->os, config->architecture,
	    config->variant == NULL ? "" : "/", config->variant == NULL ? "" : config->variant);
}

/* The manifest that fits best, the first of equals; NULL: none fits. */
static const struct image_manifest *
best_of(const struct image *image, const struct platform_choice *choice)
{
	const struct image_manifest *best = NULL;
	int least = -1, rank;
	size_t i;

	for (i = 0; i < image->manifest_count; i++) {
		const struct image_config *config = &image->manifests[i].config;

		rank =
		    platform_choice_rank(choice, config->os, config->architecture, config->variant);
		if (rank < 0 || (best != NULL && rank >= least))
			continue;
		best = &image->manifests[i];
		least = rank;
	}
	return best;
}

const struct image_manifest *
image_pick(const struct image *image, const struct platform_choice *choice, struct error *err)
{
	const struct platform_choice host = platform_choice_of(platform_host());
	const struct platform_choice *wanted = choice == NULL ? &host : choice;
	const struct image_manifest *best = best_of(image, wanted);
	struct arena arena = {0};
	struct text_list there = {0};
	const char *name;
	size_t i;

	if (best == NULL && choice == NULL && image->manifest_count == 1)
		return &image->manifests[0];
	for (i = 0; i < image->manifest_count; i++)
		text_list_add(&there, &arena, image_platform_name(&arena, &image->manifests[i]));
	if (best == NULL)
		error_set(err, ERROR_NOT_FOUND, "the image is not for %s; it is for %s",
		    wanted->name, text_list_join(&there, &arena, ", "));
	else if (platform_choice_rank(wanted, best->config.os, best->config.architecture,
		     best->config.variant) > 0) {
		name = image_platform_name(&arena, best);
		log_note("no image for %s: taking the one for %s, which runs there as well",
		    wanted->name, text_visible(&arena, name));
	}
	arena_release(&arena);
	return best;
}
