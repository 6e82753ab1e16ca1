#include "image/manifest.h"

#include "base/json.h"
#include "base/scope.h"
#include "image/annotation.h"

int
manifest_write(struct arena *arena, const struct store *store, const struct image_parts *parts,
    struct descriptor *ret_manifest, struct error *err)
{
	bool docker = parts->spec->format == FORMAT_DOCKER;
	const char *media_type = docker ? MEDIA_DOCKER_MANIFEST : MEDIA_OCI_MANIFEST;
	SCOPED(json) json_t *json = json_object();
	json_t *layers = json_array();
	struct spec_pairs annotations;
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
		json_object_set_new(json, "annotations", spec_pairs_to_json(&annotations));
	bytes.bytes = json_bytes(arena, json, &bytes.length);
	if (store_put(store, media_type, &bytes, ret_manifest, err) != 0)
		return -1;
	ret_manifest->architecture = parts->platform->architecture;
	ret_manifest->variant = parts->platform->variant;
	ret_manifest->os = "linux";
	return 0;
}

/* The place of a manifest in mote's fixed order of platforms. */
static size_t
platform_rank(const struct descriptor *manifest)
{
	const struct platform *platform =
	    platform_of_oci(manifest->architecture, manifest->variant);
	size_t rank = 0;

	while (platform_all()[rank] != NULL && platform_all()[rank] != platform)
		rank++;
	return rank;
}

/* A handful of manifests and of platforms: looking at each for each is quick. */
static json_t *
in_order(const struct index_parts *parts)
{
	json_t *list = json_array();
	size_t rank, i;

	for (rank = 0; platform_all()[rank] != NULL; rank++)
		for (i = 0; i < parts->count; i++)
			if (platform_rank(&parts->manifests[i]) == rank)
				json_array_append_new(
				    list, descriptor_to_json(&parts->manifests[i]));
	return list;
}

int
index_write(struct arena *arena, const struct store *store, const struct index_parts *parts,
    struct descriptor *ret_root, struct error *err)
{
	bool docker = parts->spec->format == FORMAT_DOCKER;
	const char *media_type = docker ? MEDIA_DOCKER_INDEX : MEDIA_OCI_INDEX;
	SCOPED(json) json_t *json = json_object();
	struct spec_pairs annotations;
	struct text bytes = {0};

	if (parts->count == 1) {
		*ret_root = parts->manifests[0];
		return 0;
	}
	json_object_set_new(json, "schemaVersion", json_integer(2));
	json_object_set_new(json, "mediaType", json_string(media_type));
	json_object_set_new(json, "manifests", in_order(parts));
	annotation_annotations(arena, parts->spec, &annotations);
	if (!docker)
		json_object_set_new(json, "annotations", spec_pairs_to_json(&annotations));
	bytes.bytes = json_bytes(arena, json, &bytes.length);
	return store_put(store, media_type, &bytes, ret_root, err);
}
