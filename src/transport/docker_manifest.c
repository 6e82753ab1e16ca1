#include "transport/docker_manifest.h"

#include "base/scope.h"
#include "transport/image_labels.h"

#include <string.h>

enum { DEEPEST_INDEX = 4 };

static const char *
blob_name(struct arena *arena, const json_t *descriptor, struct error *err)
{
	const char *text = json_string_value(json_object_get(descriptor, "digest"));
	struct digest digest;

	if (digest_parse(text == NULL ? "" : text, &digest, err) != 0)
		return NULL;
	return arena_printf(arena, "blobs/sha256/%s", digest_hex(&digest));
}

/* Statements beside the images of an index have an unknown platform. */
static bool
is_image(const struct descriptor *descriptor)
{
	return (descriptor_is_manifest(descriptor) || descriptor_is_index(descriptor)) &&
	    (descriptor->os == NULL || strcmp(descriptor->os, "unknown") != 0);
}

/* The manifest itself, or the first that an index names. */
static json_t *
first_manifest(struct arena *arena, const struct transport_write *image, struct error *err)
{
	SCOPED(json) json_t *json = store_read_json(arena, image->store, image->root, err);
	struct descriptor at = *image->root, child;
	const json_t *item, *list;
	int depth;
	size_t i;

	for (depth = 0; json != NULL && descriptor_is_index(&at); depth++) {
		SCOPED(json) json_t *parent = TAKE(json);

		list = depth < DEEPEST_INDEX ? json_object_get(parent, "manifests") : NULL;
		json_array_foreach((json_t *)(uintptr_t)list, i, item)
		{
			if (descriptor_from_json(arena, item, "the index", &child, err) != 0)
				return NULL;
			if (is_image(&child))
				break;
		}
		if (i == json_array_size(list)) {
			error_set(
			    err, ERROR_FAILED, "the index \"%s\" names no image", at.digest.text);
			return NULL;
		}
		at = child;
		json = store_read_json(arena, image->store, &at, err);
	}
	return TAKE(json);
}

void
docker_manifest_names(struct arena *arena, const struct reference *target,
    const struct transport_write *image, struct text_list *names)
{
	struct image_labels labels;
	size_t i;

	image_labels_for(arena, target, image, &labels);
	for (i = 0; i < labels.count; i++)
		text_list_add(names, arena, labels.items[i].whole);
}

static json_t *
name_list(struct arena *arena, const struct reference *target, const struct transport_write *image)
{
	json_t *list = json_array();
	struct text_list names = {0};
	size_t i;

	docker_manifest_names(arena, target, image, &names);
	for (i = 0; i < names.count; i++)
		json_array_append_new(list, json_string(names.items[i]));
	return list;
}

json_t *
docker_manifest_make(struct arena *arena, const struct reference *target,
    const struct transport_write *image, struct error *err)
{
	SCOPED(json) json_t *manifest = first_manifest(arena, image, err);
	SCOPED(json) json_t *entry = json_object();
	json_t *layers = json_array(), *list;
	const json_t *layer;
	const char *name;
	size_t i;

	if (manifest == NULL) {
		json_decref(layers);
		return NULL;
	}
	name = blob_name(arena, json_object_get(manifest, "config"), err);
	json_object_set_new(entry, "Config", json_string(name == NULL ? "" : name));
	json_object_set_new(entry, "RepoTags", name_list(arena, target, image));
	json_object_set_new(entry, "Layers", layers);
	json_array_foreach(json_object_get(manifest, "layers"), i, layer)
	{
		if (name != NULL)
			name = blob_name(arena, layer, err);
		json_array_append_new(layers, json_string(name == NULL ? "" : name));
	}
	if (name == NULL)
		return NULL;
	list = json_array();
	json_array_append(list, entry);
	return list;
}
