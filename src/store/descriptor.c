#include "store/descriptor.h"

#include <string.h>

bool
descriptor_is_index(const struct descriptor *descriptor)
{
	return strcmp(descriptor->media_type, MEDIA_OCI_INDEX) == 0 ||
	    strcmp(descriptor->media_type, MEDIA_DOCKER_INDEX) == 0;
}

bool
descriptor_is_manifest(const struct descriptor *descriptor)
{
	return strcmp(descriptor->media_type, MEDIA_OCI_MANIFEST) == 0 ||
	    strcmp(descriptor->media_type, MEDIA_DOCKER_MANIFEST) == 0;
}

const struct platform *
descriptor_platform(const struct descriptor *descriptor)
{
	if (descriptor->architecture == NULL ||
	    (descriptor->os != NULL && strcmp(descriptor->os, "linux") != 0))
		return NULL;
	return platform_of_oci(descriptor->architecture, descriptor->variant);
}

/* Clause: image-spec 1.1, image-index.md, "platform". */
static json_t *
platform_to_json(const struct descriptor *descriptor)
{
	json_t *json = json_object(), *features = json_array();
	size_t i;

	json_object_set_new(json, "architecture", json_string(descriptor->architecture));
	json_object_set_new(
	    json, "os", json_string(descriptor->os == NULL ? "linux" : descriptor->os));
	if (descriptor->os_version != NULL)
		json_object_set_new(json, "os.version", json_string(descriptor->os_version));
	for (i = 0; i < descriptor->os_features.count; i++)
		json_array_append_new(features, json_string(descriptor->os_features.items[i]));
	if (i > 0)
		json_object_set(json, "os.features", features);
	json_decref(features);
	if (descriptor->variant != NULL)
		json_object_set_new(json, "variant", json_string(descriptor->variant));
	return json;
}

json_t *
descriptor_to_json(const struct descriptor *descriptor)
{
	json_t *json = json_object();

	json_object_set_new(json, "mediaType", json_string(descriptor->media_type));
	json_object_set_new(json, "digest", json_string(descriptor->digest.text));
	json_object_set_new(json, "size", json_integer((json_int_t)descriptor->size));
	if (descriptor->architecture != NULL)
		json_object_set_new(json, "platform", platform_to_json(descriptor));
	if (descriptor->annotations.count > 0)
		json_object_set_new(json, "annotations", pairs_to_json(&descriptor->annotations));
	return json;
}

int
descriptor_from_json(struct arena *arena, const json_t *json, const char *name,
    struct descriptor *ret_descriptor, struct error *err)
{
	const char *digest = json_string_value(json_object_get(json, "digest"));
	const json_t *platform = json_object_get(json, "platform");
	struct descriptor descriptor = {
	    .media_type = json_get_text(arena, json, "mediaType"),
	    .architecture = json_get_text(arena, platform, "architecture"),
	    .variant = json_get_text(arena, platform, "variant"),
	    .os = json_get_text(arena, platform, "os"),
	    .os_version = json_get_text(arena, platform, "os.version"),
	};
	int64_t size = json_get_number(json, "size", -1);

	if (descriptor.media_type == NULL || digest == NULL || size < 0)
		return error_set(
		    err, ERROR_FAILED, "%s: a descriptor has no media type, digest or size", name);
	if (digest_parse(digest, &descriptor.digest, err) != 0)
		return error_wrap(err, "%s", name);
	descriptor.size = (uint64_t)size;
	json_get_texts(arena, platform, "os.features", &descriptor.os_features);
	pairs_from_json(arena, json_object_get(json, "annotations"), &descriptor.annotations);
	*ret_descriptor = descriptor;
	return 0;
}
