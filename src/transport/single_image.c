#include "transport/single_image.h"

int
single_image_read(struct arena *arena, const char *transport, const struct transport_image *image,
    struct image_manifest *ret_manifest, struct error *err)
{
	struct text_list platforms = {0};
	struct image found;
	size_t i;

	if (image_read(arena, image->store, image->root, &found, err) != 0)
		return -1;
	for (i = 0; i < found.manifest_count; i++)
		text_list_add(&platforms, arena, image_platform_name(arena, &found.manifests[i]));
	if (found.manifest_count != 1)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" holds one platform, the image is for %s; choose with --platform",
		    transport, text_list_join(&platforms, arena, ", "));
	*ret_manifest = found.manifests[0];
	return 0;
}
