#include "image/manifest.h"

#include "base/json.h"
#include "base/scope.h"
#include "image/annotation.h"

#include <stdlib.h>
#include <string.h>

int
manifest_write(struct arena *arena, const struct store *store, const struct image_parts *parts,
    struct descriptor *ret_manifest, struct error *err)
{
	bool docker = parts->spec->format == FORMAT_DOCKER;
	const char *media_type = docker ? MEDIA_DOCKER_MANIFEST : MEDIA_OCI_MANIFEST;
	SCOPED(json) json_t *json = json_object();
	json_t *layers = json_array();
	struct pairs annotations;
	struct text bytes = {0};
	size_t i;

	json_object_set_new(json, "schemaVersion", json_integer(2));
	json_object_set_new(json, "mediaType", json_string(media_type));
	json_object_set_new(json, "config", descriptor_to_json(parts->config));
	for (i = 0; i < parts->layer_count; i++)
		json_array_append_new(layers, descriptor_to_json(&parts->layers[i].descriptor));
	json_object_set_new(json, "layers", layers);
	/* Docker's manifest has no annotations */
	annotation_annotations(arena, parts->spec, &annotations);
	if (!docker)
		json_object_set_new(json, "annotations", pairs_to_json(&annotations));
	bytes.bytes = json_bytes(arena, json, &bytes.length);
	if (store_put(store, media_type, &bytes, ret_manifest, err) != 0)
		return -1;
	ret_manifest->architecture = parts->platform->architecture;
	ret_manifest->variant = parts->platform->variant;
	ret_manifest->os = "linux";
	return 0;
}

/* The place of a manifest in mote's fixed order of platforms; those that mote
 * does not know stand behind them. */
static size_t
platform_rank(const struct descriptor *manifest)
{
	const struct platform *platform = descriptor_platform(manifest);
	size_t rank = 0;

	while (platform_all()[rank] != NULL && platform_all()[rank] != platform)
		rank++;
	return rank;
}

static int
compare_texts(const char *left, const char *right)
{
	return strcmp(left == NULL ? "" : left, right == NULL ? "" : right);
}

static int
compare_manifests(const void *left, const void *right)
{
	const struct descriptor *one = left, *other = right;
	size_t ranks[] = {platform_rank(one), platform_rank(other)};
	int order;

	if (ranks[0] != ranks[1])
		return ranks[0] < ranks[1] ? -1 : 1;
	order = compare_texts(one->os, other->os);
	if (order == 0)
		order = compare_texts(one->os_version, other->os_version);
	if (order == 0)
		order = compare_texts(one->architecture, other->architecture);
	if (order == 0)
		order = compare_texts(one->variant, other->variant);
	return order != 0 ? order : strcmp(one->digest.text, other->digest.text);
}

static json_t *
in_order(struct arena *arena, const struct descriptor *manifests, size_t count)
{
	struct descriptor *sorted = arena_array(arena, count, sizeof(*sorted));
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < count; i++)
		sorted[i] = manifests[i];
	if (count > 1)
		qsort(sorted, count, sizeof(*sorted), compare_manifests);
	for (i = 0; i < count; i++)
		json_array_append_new(list, descriptor_to_json(&sorted[i]));
	return list;
}

void
index_bytes(struct arena *arena, const struct index_form *form, struct text *ret_bytes)
{
	const char *media_type = form->docker ? MEDIA_DOCKER_INDEX : MEDIA_OCI_INDEX;
	SCOPED(json) json_t *json = json_object();

	text_init(ret_bytes, arena);
	json_object_set_new(json, "schemaVersion", json_integer(2));
	json_object_set_new(json, "mediaType", json_string(media_type));
	json_object_set_new(json, "manifests", in_order(arena, form->manifests, form->count));
	/* Docker's list has no annotations */
	if (!form->docker && form->annotations.count > 0)
		json_object_set_new(json, "annotations", pairs_to_json(&form->annotations));
	ret_bytes->bytes = json_bytes(arena, json, &ret_bytes->length);
}

int
index_write(struct arena *arena, const struct store *store, const struct index_parts *parts,
    struct descriptor *ret_root, struct error *err)
{
	struct index_form form = {.docker = parts->spec->format == FORMAT_DOCKER,
	    .manifests = parts->manifests,
	    .count = parts->count};
	struct text bytes;

	if (parts->count == 1) {
		*ret_root = parts->manifests[0];
		return 0;
	}
	annotation_annotations(arena, parts->spec, &form.annotations);
	index_bytes(arena, &form, &bytes);
	return store_put(
	    store, form.docker ? MEDIA_DOCKER_INDEX : MEDIA_OCI_INDEX, &bytes, ret_root, err);
}
