#include "image/manifest_kind.h"

#include "base/text.h"

#include <string.h>

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

bool
manifest_is_image(const json_t *manifest)
{
	const char *config = text_of(json_object_get(manifest, "config"), "mediaType");
	const json_t *layer;
	size_t i;

	/* every artifact has a config; a manifest without one is damaged, and
	 * reading it as an image will report that */
	if (!json_is_object(json_object_get(manifest, "config")))
		return true;
	if (strcmp(config, MEDIA_OCI_CONFIG) != 0 && strcmp(config, MEDIA_DOCKER_CONFIG) != 0)
		return false;
	json_array_foreach(json_object_get(manifest, "layers"), i, layer)
	{
		const char *type = text_of(layer, "mediaType");

		if (!text_starts_with(type, "application/vnd.oci.image.layer.") &&
		    !text_starts_with(type, "application/vnd.docker.image.rootfs."))
			return false;
	}
	return true;
}

const char *
manifest_artifact_type(const json_t *manifest)
{
	const char *type = text_of(manifest, "artifactType");
	const char *config = text_of(json_object_get(manifest, "config"), "mediaType");
	const json_t *layers = json_object_get(manifest, "layers");

	if (type[0] != '\0')
		return type;
	if (strcmp(config, MEDIA_OCI_CONFIG) != 0 && strcmp(config, MEDIA_DOCKER_CONFIG) != 0)
		return config;
	return text_of(json_array_get(layers, 0), "mediaType");
}

bool
index_entry_is_artifact(const json_t *entry)
{
	const json_t *platform = json_object_get(entry, "platform");

	if (strcmp(text_of(platform, "os"), "unknown") == 0)
		return true;
	return platform == NULL && text_of(entry, "artifactType")[0] != '\0';
}
