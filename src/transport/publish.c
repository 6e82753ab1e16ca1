#include "transport/publish.h"

#include "base/log.h"
#include "image/manifest.h"
#include "transport/image_labels.h"
#include "transport/transport.h"

int
publish(struct arena *arena, const struct publication *publication, struct descriptor *ret_root,
    char ***ret_references, struct error *err)
{
	const struct spec *spec = publication->spec;
	const struct index_parts parts = {spec, publication->manifests, publication->count};
	struct image_labels labels;
	const char *name = image_labels_from(arena, &spec->names, &labels);
	struct transport_image image = {
	    publication->store, ret_root, name == NULL ? spec->name : name, &spec->tags, &labels};
	char **references = arena_array(arena, spec->output_count, sizeof(*references));
	size_t i;

	if (index_write(arena, publication->store, &parts, ret_root, err) != 0)
		return -1;
	for (i = 0; i < spec->output_count; i++) {
		const struct reference *output = &spec->outputs[i];
		struct digest digest;

		log_step("writing %s", output->path);
		if (transport_write(arena, output, &image, &digest, err) != 0)
			return -1;
		references[i] = reference_with_digest(arena, output, &digest);
	}
	*ret_references = references;
	return 0;
}

bool
publish_pushes(const struct spec *spec)
{
	size_t i;

	for (i = 0; i < spec->output_count; i++)
		if (spec->outputs[i].transport == TRANSPORT_REGISTRY)
			return true;
	return false;
}
