#include "transport/docker_manifest.h"

#include "base/scope.h"
#include "image/image_walk.h"
#include "image/manifest_kind.h"
#include "transport/image_labels.h"

#include <string.h>

static const char *
blob_name(struct arena *arena, const json_t *descriptor, struct error *err)
{
	const char *text = json_string_value(json_object_get(descriptor, "digest"));
	struct digest digest;

	if (digest_parse(text == NULL ? "" : text, &digest, err) != 0)
		return NULL;
	return arena_printf(arena, "blobs/%s/%s", digest_algorithm(&digest), digest_hex(&digest));
}

/* Stops at the first image: the manifest itself, or the first one that an index
 * names. */
static int
find_first(void *context, const struct image_node *node, struct error *err UNUSED)
{
	json_t **found = context;

	if (!descriptor_is_manifest(&node->descriptor) || !manifest_is_image(node->json))
		return 0;
	*found = json_incref((json_t *)(uintptr_t)node->json);
	return 1;
}

void
docker_manifest_names(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct text_list *names)
{
	struct image_labels labels;
	size_t i;

	image_labels_for(arena, target, image, &labels);
	for (i = 0; i < labels.count; i++)
		text_list_add(names, arena, labels.items[i].whole);
}

static int
make_list(struct arena *arena, const json_t *manifest, json_t *names, json_t **ret_list,
    struct error *err)
{
	SCOPED(json) json_t *list = json_array();
	json_t *entry = json_object(), *layers = json_array();
	const char *name = blob_name(arena, json_object_get(manifest, "config"), err);
	const json_t *layer;
	size_t i;

	json_array_append_new(list, entry);
	json_object_set_new(entry, "Config", json_string(name == NULL ? "" : name));
	json_object_set_new(entry, "RepoTags", names);
	json_object_set_new(entry, "Layers", layers);
	json_array_foreach(json_object_get(manifest, "layers"), i, layer)
	{
		if (name != NULL)
			name = blob_name(arena, layer, err);
		json_array_append_new(layers, json_string(name == NULL ? "" : name));
	}
	if (name == NULL)
		return -1;
	*ret_list = TAKE(list);
	return 0;
}

int
docker_manifest_make(struct arena *arena, const struct reference *target,
    const struct transport_image *image, json_t **ret_list, struct error *err)
{
	SCOPED(json) json_t *manifest = NULL;
	const struct image_walk walk = {.store = image->store,
	    .reach = WALK_MANIFESTS,
	    .images = true,
	    .visit = find_first,
	    .context = &manifest};
	struct text_list names = {0};
	json_t *list;
	size_t i;

	*ret_list = NULL;
	if (image_walk(arena, &walk, image->root, err) != 0)
		return -1;
	if (manifest == NULL)
		return 0;
	docker_manifest_names(arena, target, image, &names);
	list = json_array();
	for (i = 0; i < names.count; i++)
		json_array_append_new(list, json_string(names.items[i]));
	return make_list(arena, manifest, list, ret_list, err);
}
