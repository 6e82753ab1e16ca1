#include "image/image_format.h"

#include "base/scope.h"
#include "image/image_walk.h"
#include "stream/compressor.h"

#include <string.h>

#define DOCKER_FOREIGN_LAYER "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
#define OCI_FOREIGN_LAYER "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"

static const struct {
	const char *oci, *docker;
} types[] = {
    {MEDIA_OCI_MANIFEST, MEDIA_DOCKER_MANIFEST},
    {MEDIA_OCI_INDEX, MEDIA_DOCKER_INDEX},
    {MEDIA_OCI_CONFIG, MEDIA_DOCKER_CONFIG},
    {OCI_FOREIGN_LAYER, DOCKER_FOREIGN_LAYER},
};

/* A manifest or index that was converted. */
struct converted {
	struct digest from;
	struct descriptor to;
};

struct converter {
	struct arena *arena;
	struct image_conversion *conversion;
	struct converted *done;
	size_t count, capacity;
};

/* The media type with the same meaning in the wanted family; NULL: the family
 * has none. */
static const char *
wanted_type(const struct converter *converter, const char *type)
{
	bool docker = converter->conversion->format == FORMAT_DOCKER;
	const struct compressor *row;
	size_t i;

	for (i = 0; (row = compressor_at(i)) != NULL; i++)
		if (row->docker_type != NULL &&
		    (strcmp(type, row->oci_type) == 0 || strcmp(type, row->docker_type) == 0))
			return docker ? row->docker_type : row->oci_type;
	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (strcmp(type, types[i].oci) == 0 || strcmp(type, types[i].docker) == 0)
			return docker ? types[i].docker : types[i].oci;
	/* OCI's manifests may contain any media type */
	return docker ? NULL : type;
}

static int
not_dockers(const struct converter *converter, const struct digest *digest, const char *what,
    struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "%s: \"%s\" has %s, which Docker's format does not know",
	    converter->conversion->store->name, digest->text, what);
}

/* Replaces a descriptor by what it was converted to. Layers and unknown types
 * were not converted. */
static void
replace_converted(const struct converter *converter, struct descriptor *descriptor)
{
	size_t i;

	for (i = 0; i < converter->count; i++)
		if (digest_equal(&converter->done[i].from, &descriptor->digest)) {
			*descriptor = converter->done[i].to;
			return;
		}
}

/* A descriptor in a manifest or index, before it is converted. */
struct place {
	const struct descriptor *within;
	const json_t *json;
};

/* Converts one descriptor: a new reference; NULL with `err`. Sets `*changed`
 * when the result differs. */
static json_t *
convert_place(
    struct converter *converter, const struct place *place, bool *changed, struct error *err)
{
	struct descriptor from, to;
	json_t *json;

	if (descriptor_from_json(
		converter->arena, place->json, converter->conversion->store->name, &from, err) != 0)
		return NULL;
	to = from;
	to.media_type = wanted_type(converter, from.media_type);
	if (to.media_type == NULL) {
		not_dockers(converter, &place->within->digest,
		    arena_printf(converter->arena, "a \"%s\"", from.media_type), err);
		return NULL;
	}
	if (descriptor_is_index(place->within))
		replace_converted(converter, &to);
	json = json_copy((json_t *)(uintptr_t)place->json);
	json_object_set_new(json, "mediaType", json_string(to.media_type));
	json_object_set_new(json, "digest", json_string(to.digest.text));
	json_object_set_new(json, "size", json_integer((json_int_t)to.size));
	if (converter->conversion->format == FORMAT_DOCKER)
		json_object_del(json, "annotations");
	*changed = *changed || !json_equal(json, place->json);
	return json;
}

/* Converts each descriptor of a list. */
static json_t *
convert_list(
    struct converter *converter, const struct place *list, bool *changed, struct error *err)
{
	SCOPED(json) json_t *items = json_array();
	struct place place = *list;
	size_t i;

	json_array_foreach(list->json, i, place.json)
	{
		json_t *item = convert_place(converter, &place, changed, err);

		if (item == NULL)
			return NULL;
		json_array_append_new(items, item);
	}
	return TAKE(items);
}

/* Converts all descriptors of a document: a new reference; NULL with `err`. */
static json_t *
convert_document(struct converter *converter, const struct place *document, const char *type,
    bool *changed, struct error *err)
{
	SCOPED(json) json_t *to = json_object();
	struct place place = *document;
	const char *key;
	json_t *value, *made;

	json_object_set_new(to, "schemaVersion", json_integer(2));
	json_object_set_new(to, "mediaType", json_string(type));
	json_object_foreach((json_t *)(uintptr_t)document->json, key, value)
	{
		place.json = value;
		made = NULL;
		if (strcmp(key, "schemaVersion") == 0 || strcmp(key, "mediaType") == 0)
			continue;
		if (strcmp(key, "annotations") == 0 &&
		    converter->conversion->format == FORMAT_DOCKER) {
			*changed = true;
			continue;
		}
		if (strcmp(key, "config") == 0)
			made = convert_place(converter, &place, changed, err);
		else if (strcmp(key, "layers") == 0 || strcmp(key, "manifests") == 0)
			made = convert_list(converter, &place, changed, err);
		else
			made = json_incref(value);
		if (made == NULL)
			return NULL;
		json_object_set_new(to, key, made);
	}
	return TAKE(to);
}

/* Adds the converted document as a blob in memory. */
static int
make_blob(struct converter *converter, const json_t *json, struct descriptor *descriptor,
    struct error *err)
{
	struct blob_place place = {0};
	size_t size;

	place.bytes = json_bytes(converter->arena, json, &size);
	place.size = descriptor->size = size;
	if (digest_of_bytes(place.bytes, size, &descriptor->digest, err) != 0)
		return -1;
	place.digest = descriptor->digest;
	blob_places_add(&converter->conversion->made, converter->arena, &place);
	return 0;
}

/* Converts an index or a manifest. Everything that it names was converted
 * before. */
static int
convert(void *context, const struct image_node *node, struct error *err)
{
	struct converter *converter = context;
	const struct descriptor *from = &node->descriptor;
	const struct place document = {.within = from, .json = node->json};
	SCOPED(json) json_t *made = NULL;
	struct descriptor to = *from;
	bool docker = converter->conversion->format == FORMAT_DOCKER, changed;

	if (node->json == NULL)
		return 0;
	if (docker && json_object_get(node->json, "artifactType") != NULL)
		return not_dockers(converter, &from->digest, "an \"artifactType\"", err);
	if (docker && json_object_get(node->json, "subject") != NULL)
		return not_dockers(converter, &from->digest, "a \"subject\"", err);
	to.media_type = wanted_type(converter, from->media_type);
	changed = strcmp(to.media_type, from->media_type) != 0;
	made = convert_document(converter, &document, to.media_type, &changed, err);
	if (made == NULL || (changed && make_blob(converter, made, &to, err) != 0))
		return -1;
	converter->done = arena_grow(converter->arena, converter->done, converter->count,
	    &converter->capacity, sizeof(*converter->done));
	converter->done[converter->count++] = (struct converted){from->digest, to};
	return 0;
}

int
image_convert(struct arena *arena, struct image_conversion *conversion,
    const struct descriptor *root, struct descriptor *ret_root, struct error *err)
{
	struct converter converter = {.arena = arena, .conversion = conversion};
	const struct image_walk walk = {.store = conversion->store,
	    .reach = WALK_MANIFESTS,
	    .visit = convert,
	    .context = &converter};

	if (image_walk(arena, &walk, root, err) != 0)
		return -1;
	*ret_root = *root;
	replace_converted(&converter, ret_root);
	return 0;
}
