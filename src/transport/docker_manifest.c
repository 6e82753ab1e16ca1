#include "transport/docker_manifest.h"

#include "base/scope.h"

static const char *
blob_name(struct arena *arena, const json_t *descriptor, struct error *err)
{
	const char *text = json_string_value(json_object_get(descriptor, "digest"));
	struct digest digest;

	if (digest_parse(text == NULL ? "" : text, &digest, err) != 0)
		return NULL;
	return arena_printf(arena, "blobs/sha256/%s", digest_hex(&digest));
}

/* The manifest itself, or the first that an index names; nested indexes are not ours. */
static json_t *
first_manifest(struct arena *arena, const struct transport_write *image, struct error *err)
{
	SCOPED(json) json_t *root = store_read_json(arena, image->store, image->root, err);
	struct descriptor first;

	if (root == NULL || !descriptor_is_index(image->root))
		return TAKE(root);
	if (descriptor_from_json(arena, json_array_get(json_object_get(root, "manifests"), 0),
		"the index", &first, err) != 0)
		return NULL;
	return store_read_json(arena, image->store, &first, err);
}

static json_t *
names(struct arena *arena, const struct reference *target, const struct transport_write *image)
{
	json_t *list = json_array();
	size_t i;

	if (target->tag != NULL) {
		json_array_append_new(
		    list, json_string(arena_printf(arena, "%s:%s", image->name, target->tag)));
		return list;
	}
	for (i = 0; i < image->tags->count; i++)
		json_array_append_new(list,
		    json_string(arena_printf(arena, "%s:%s", image->name, image->tags->items[i])));
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
	json_object_set_new(entry, "RepoTags", names(arena, target, image));
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
