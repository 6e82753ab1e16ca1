#include "transport/docker_archive.h"

#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "image/layer_read.h"
#include "spec/image_name.h"
#include "stream/compressor.h"
#include "transport/image_labels.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { LAYER_LIMIT = 1024 };

/* An image on its way out of the archive. */
struct opening {
	struct arena *arena;
	const struct reference *reference;
	const struct tar_index *tar;
	struct transport_source *source;
	struct docker_image image;
	struct descriptor *layers;
};

int
docker_archive_manifest(struct arena *arena, const struct docker_image *image,
    struct text *ret_bytes, struct descriptor *ret_descriptor, struct error *err)
{
	SCOPED(json) json_t *json = json_object();
	struct descriptor descriptor = {.media_type = MEDIA_OCI_MANIFEST};
	struct descriptor config = {.media_type = MEDIA_OCI_CONFIG,
	    .digest = image->config.digest,
	    .size = image->config.size};
	json_t *layers = json_array();
	struct text bytes = {.arena = arena};
	size_t i;

	json_object_set_new(json, "schemaVersion", json_integer(2));
	json_object_set_new(json, "mediaType", json_string(MEDIA_OCI_MANIFEST));
	json_object_set_new(json, "config", descriptor_to_json(&config));
	for (i = 0; i < image->layer_count; i++) {
		const struct descriptor layer = {.media_type = MEDIA_OCI_LAYER,
		    .digest = image->layers[i].digest,
		    .size = image->layers[i].size};

		json_array_append_new(layers, descriptor_to_json(&layer));
	}
	json_object_set_new(json, "layers", layers);
	bytes.bytes = json_bytes(arena, json, &bytes.length);
	descriptor.size = bytes.length;
	if (digest_of_bytes(bytes.bytes, bytes.length, &descriptor.digest, err) != 0)
		return -1;
	*ret_bytes = bytes;
	*ret_descriptor = descriptor;
	return 0;
}

static int
damaged(const struct opening *opening, const char *what, struct error *err)
{
	return error_set(err, ERROR_FAILED, "%s/manifest.json: %s", opening->tar->name, what);
}

static json_t *
read_json(const struct opening *opening, const struct tar_member *member, struct text *ret_bytes,
    struct error *err)
{
	const char *name = path_join(opening->arena, opening->tar->name, member->name);

	if (tar_index_bytes(opening->arena, opening->tar, member, ret_bytes, err) != 0)
		return NULL;
	return json_parse(text_string(ret_bytes), ret_bytes->length, name, err);
}

/* Whether the image's name is the one that is asked for: whole, or its tag
 * alone where archive: asks. */
static bool
is_name(const struct opening *opening, const char *text, const char *wanted)
{
	const char *name, *tag, *whole = opening->reference->name;

	if (opening->reference->transport == TRANSPORT_DOCKER_ARCHIVE)
		return image_name_same(opening->arena, text, wanted);
	if (whole != NULL)
		return image_name_same(
		    opening->arena, text, arena_printf(opening->arena, "%s:%s", whole, wanted));
	image_name_split(opening->arena, text, &name, &tag);
	return strcmp(tag, wanted) == 0;
}

static bool
has_name(const struct opening *opening, const json_t *image)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(image, "RepoTags"), i, item)
	{
		const char *text = json_string_value(item);

		if (text != NULL && is_name(opening, text, opening->reference->tag))
			return true;
	}
	return false;
}

static const char *
all_names(const struct opening *opening, const json_t *images)
{
	struct text_list names = {0};
	const json_t *image, *item;
	size_t i, j;

	json_array_foreach((json_t *)(uintptr_t)images, i, image)
	{
		json_array_foreach(json_object_get(image, "RepoTags"), j, item)
		{
			if (json_is_string(item))
				text_list_add(&names, opening->arena, json_string_value(item));
		}
	}
	if (names.count == 0)
		return "no names, so ask by place: \"@0\" is the first";
	return text_list_join(&names, opening->arena, ", ");
}

static const json_t *
pick(const struct opening *opening, const json_t *images, struct error *err)
{
	const char *wanted = opening->reference->tag, *name = opening->tar->name;
	const json_t *image;
	uint64_t place;
	size_t i;

	if (wanted != NULL && wanted[0] == '@') {
		if (text_to_number(wanted + 1, LAYER_LIMIT, &place) == 0 &&
		    place < json_array_size(images))
			return json_array_get(images, (size_t)place);
		error_set(err, ERROR_NOT_FOUND, "\"%s\" has no image \"%s\"; it holds %zu", name,
		    wanted, json_array_size(images));
		return NULL;
	}
	if (wanted == NULL && json_array_size(images) == 1)
		return json_array_get(images, 0);
	json_array_foreach((json_t *)(uintptr_t)images, i, image)
	{
		if (wanted != NULL && has_name(opening, image))
			return image;
	}
	if (wanted == NULL)
		error_set(err, ERROR_NOT_FOUND, "\"%s\" holds %zu images; name one: it has %s",
		    name, json_array_size(images), all_names(opening, images));
	else
		error_set(err, ERROR_NOT_FOUND, "\"%s\" has no image \"%s\"; it has %s", name,
		    wanted, all_names(opening, images));
	return NULL;
}

/* The member that a path in manifest.json names. */
static const struct tar_member *
find_member(const struct opening *opening, const json_t *path, struct error *err)
{
	const char *name = json_string_value(path);
	const struct tar_member *member = name == NULL ? NULL : tar_index_find(opening->tar, name);

	if (name == NULL)
		damaged(opening, "an image does not name its config or a layer", err);
	else if (member == NULL)
		error_set(err, ERROR_NOT_FOUND, "\"%s\" is not in \"%s\": the image is not whole",
		    name, opening->tar->name);
	return member;
}

/* A name that is a digest, as Docker and podman give it, is a promise. */
static int
check_name(
    const struct opening *opening, const char *name, const struct digest *digest, struct error *err)
{
	const char *base = path_base(name);

	if (strspn(base, "0123456789abcdef") != 64 || (base[64] != '\0' && base[64] != '.') ||
	    strncmp(base, digest_hex(digest), 64) == 0)
		return 0;
	return error_set(err, ERROR_FAILED,
	    "config \"%s\" in \"%s\" has other content than its name says: the image is damaged",
	    name, opening->tar->name);
}

static void
add_bytes(const struct opening *opening, const struct text *bytes, const struct digest *digest)
{
	const struct blob_place place = {
	    .digest = *digest, .size = bytes->length, .bytes = text_string(bytes)};

	blob_places_add(&opening->source->places, opening->arena, &place);
}

/* The config, and the digests of the layers that it knows. */
static int
take_config(struct opening *opening, const json_t *path, struct error *err)
{
	const struct tar_member *member = find_member(opening, path, err);
	SCOPED(json) json_t *json = NULL;
	const json_t *list, *item;
	struct text bytes;
	size_t i;

	json = member == NULL ? NULL : read_json(opening, member, &bytes, err);
	if (json != NULL && !json_is_object(json))
		return damaged(opening, "the config is no JSON object", err);
	if (json == NULL ||
	    digest_of_bytes(bytes.bytes, bytes.length, &opening->image.config.digest, err) != 0 ||
	    check_name(opening, member->name, &opening->image.config.digest, err) != 0)
		return -1;
	opening->image.config.size = bytes.length;
	add_bytes(opening, &bytes, &opening->image.config.digest);
	opening->source->root.architecture = json_get_text(opening->arena, json, "architecture");
	opening->source->root.variant = json_get_text(opening->arena, json, "variant");
	opening->source->root.os = json_get_text(opening->arena, json, "os");
	list = json_object_get(json_object_get(json, "rootfs"), "diff_ids");
	if (json_array_size(list) > LAYER_LIMIT)
		return damaged(opening, "the config has more than 1024 layers", err);
	opening->layers =
	    arena_array(opening->arena, json_array_size(list), sizeof(*opening->layers));
	json_array_foreach((json_t *)(uintptr_t)list, i, item)
	{
		const char *text = json_string_value(item);

		if (digest_parse(text == NULL ? "" : text, &opening->layers[i].digest, err) != 0)
			return error_wrap(err, "%s: config", opening->tar->name);
	}
	opening->image.layers = opening->layers;
	opening->image.layer_count = json_array_size(list);
	return 0;
}

/* Whether the member is a compressed layer: mote and Docker's containerd store
 * name such layers. */
static bool
is_compressed(const struct opening *opening, const struct tar_member *member)
{
	SCOPED(fd) int fd = open(opening->tar->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	unsigned char start[COMPRESSOR_MAGIC] = {0};
	const struct compressor *compressor;

	if (fd < 0 || pread(fd, start, sizeof(start), (off_t)member->offset) != sizeof(start))
		return false;
	compressor = compressor_of_bytes(start, sizeof(start));
	return compressor != NULL && compressor->oci_type != NULL;
}

static int
pump(struct layer_read *layer, int fd, uint64_t *ret_size, struct error *err)
{
	const void *bytes;
	ssize_t got;

	*ret_size = 0;
	while ((got = layer_read_tar(layer, &bytes, err)) > 0) {
		*ret_size += (uint64_t)got;
		if (file_write_all(fd, bytes, (size_t)got, "a temporary file", err) != 0)
			return -1;
	}
	return got < 0 ? -1 : 0;
}

/* The layer as its diff_id knows it, in the temporary folder. What it holds is
 * checked when it is read. */
static int
decompress(const struct opening *opening, const struct tar_member *member,
    const struct digest *diff_id, struct blob_place *place, struct error *err)
{
	const struct blob_place packed = {.digest = *diff_id,
	    .path = opening->tar->path,
	    .offset = member->offset,
	    .size = member->size};
	struct blob_place only = packed;
	const struct blob_places places = {.items = &only, .count = 1};
	const struct store store = {.name = opening->tar->name, .places = &places};
	const struct descriptor blob = {
	    .media_type = MEDIA_OCI_LAYER, .digest = *diff_id, .size = member->size};
	struct layer_budget budget = layer_budget_full();
	SCOPED(layer_read) struct layer_read *layer = NULL;
	SCOPED(fd) int fd = -1;

	if (opening->source->unpacked.path[0] == '\0' &&
	    temporary_folder_make(&opening->source->unpacked, err) != 0)
		return -1;
	place->offset = 0;
	place->path = path_join(opening->arena, opening->source->unpacked.path,
	    arena_printf(opening->arena, "%s.tar", digest_hex(diff_id)));
	fd = open(place->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(err, "cannot write \"%s\"", place->path);
	layer = layer_read_open_tar(&store, &blob, NULL, &budget, err);
	return layer == NULL ? -1 : pump(layer, fd, &place->size, err);
}

static int
take_layer(struct opening *opening, const json_t *path, struct descriptor *layer, struct error *err)
{
	const struct tar_member *member = find_member(opening, path, err);
	struct blob_place place = {.digest = layer->digest, .path = opening->tar->path};

	if (member == NULL || error_if_stopped(err) != 0)
		return -1;
	place.offset = member->offset;
	place.size = member->size;
	if (is_compressed(opening, member) &&
	    decompress(opening, member, &layer->digest, &place, err) != 0)
		return -1;
	layer->size = place.size;
	blob_places_add(&opening->source->places, opening->arena, &place);
	return 0;
}

/* Takes all names of the image, or only the one that was asked for. The tags
 * are those of the first name. */
static void
take_names(struct opening *opening, const json_t *image)
{
	struct transport_source *source = opening->source;
	const char *wanted = opening->reference->tag;
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(image, "RepoTags"), i, item)
	{
		const char *text = json_string_value(item), *name, *tag;

		if (text == NULL ||
		    (wanted != NULL && wanted[0] != '@' && !is_name(opening, text, wanted)))
			continue;
		image_name_split(opening->arena, text, &name, &tag);
		if (source->name == NULL)
			source->name = name;
		if (strcmp(source->name, name) == 0)
			text_list_add(&source->tags, opening->arena, tag);
		image_labels_add(&source->labels, opening->arena,
		    arena_printf(opening->arena, "%s:%s", name, tag), tag);
	}
}

static int
take_image(struct opening *opening, const json_t *image, struct error *err)
{
	const json_t *layers = json_object_get(image, "Layers"), *item;
	struct descriptor manifest;
	struct text bytes;
	size_t i;

	if (take_config(opening, json_object_get(image, "Config"), err) != 0)
		return -1;
	if (json_array_size(layers) != opening->image.layer_count)
		return damaged(opening, "it and the config name different numbers of layers", err);
	json_array_foreach((json_t *)(uintptr_t)layers, i, item)
	{
		if (take_layer(opening, item, &opening->layers[i], err) != 0)
			return -1;
	}
	take_names(opening, image);
	if (docker_archive_manifest(opening->arena, &opening->image, &bytes, &manifest, err) != 0)
		return -1;
	opening->source->root.media_type = manifest.media_type;
	opening->source->root.digest = manifest.digest;
	opening->source->root.size = manifest.size;
	add_bytes(opening, &bytes, &manifest.digest);
	blob_places_sort(&opening->source->places);
	return 0;
}

int
docker_archive_open(struct arena *arena, const struct reference *source,
    const struct tar_index *tar, struct transport_source *ret_source, struct error *err)
{
	struct opening opening = {
	    .arena = arena, .reference = source, .tar = tar, .source = ret_source};
	const struct tar_member *member = tar_index_find(tar, "manifest.json");
	SCOPED(json) json_t *images = NULL;
	const json_t *image;
	struct text bytes;

	if (member == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" is not what \"docker save\" writes: it has no file \"manifest.json\"",
		    tar->name);
	images = read_json(&opening, member, &bytes, err);
	if (images == NULL)
		return -1;
	if (!json_is_array(images) || json_array_size(images) == 0)
		return damaged(&opening, "it is no list of images", err);
	image = pick(&opening, images, err);
	if (image == NULL)
		return -1;
	ret_source->store = (struct store){.name = tar->name};
	if (take_image(&opening, image, err) != 0)
		return -1;
	if (source->digest.text[0] != '\0' &&
	    !digest_equal(&source->digest, &ret_source->root.digest))
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" has no image %s; the one in it is %s", tar->name, source->digest.text,
		    ret_source->root.digest.text);
	return 0;
}
