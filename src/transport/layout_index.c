#include "transport/layout_index.h"

#include "base/path.h"
#include "base/scope.h"
#include "spec/image_name.h"
#include "transport/image_labels.h"

#include <string.h>

#define REF_NAME "org.opencontainers.image.ref.name"
#define CONTAINERD_NAME "io.containerd.image.name"

enum { INDEX_LIMIT = 4 << 20 };

json_t *
layout_index_new(void)
{
	json_t *index = json_object();

	json_object_set_new(index, "schemaVersion", json_integer(2));
	json_object_set_new(index, "mediaType", json_string(MEDIA_OCI_INDEX));
	json_object_set_new(index, "manifests", json_array());
	return index;
}

static const char *
tag_of(const json_t *descriptor)
{
	return json_string_value(
	    json_object_get(json_object_get(descriptor, "annotations"), REF_NAME));
}

/* Removes the tag from other images: a tag names one image. */
static void
remove_tag(json_t *manifests, const char *tag)
{
	size_t i;

	for (i = json_array_size(manifests); i-- > 0;) {
		const char *there = tag_of(json_array_get(manifests, i));

		if (there != NULL && strcmp(there, tag) == 0)
			json_array_remove(manifests, i);
	}
}

void
layout_index_add(struct arena *arena, json_t *index, const struct reference *target,
    const struct transport_image *image)
{
	json_t *manifests = json_object_get(index, "manifests");
	struct image_labels labels;
	size_t i;

	image_labels_for(arena, target, image, &labels);
	for (i = 0; i < labels.count; i++)
		remove_tag(manifests, labels.items[i].tag);
	for (i = 0; i < labels.count; i++) {
		struct descriptor root = *image->root;
		const char *name, *tag;

		image_name_split(arena, labels.items[i].whole, &name, &tag);
		pairs_set(
		    &root.annotations, arena, CONTAINERD_NAME, image_name_full(arena, name, tag));
		pairs_set(&root.annotations, arena, REF_NAME, labels.items[i].tag);
		json_array_append_new(manifests, descriptor_to_json(&root));
	}
}

json_t *
layout_index_read(struct arena *arena, const struct store *layout, struct error *err)
{
	char *path = path_join(arena, layout->path, "index.json");
	char *name = path_join(arena, layout->name, "index.json");
	struct text bytes;

	if (!file_exists(path)) {
		error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" holds no image: it has no file \"index.json\"", layout->name);
		return NULL;
	}
	if (file_read(arena, path, INDEX_LIMIT, &bytes, err) != 0)
		return NULL;
	return layout_index_parse(&bytes, name, err);
}

json_t *
layout_index_parse(const struct text *bytes, const char *name, struct error *err)
{
	SCOPED(json) json_t *index = json_parse(text_string(bytes), bytes->length, name, err);

	if (index == NULL)
		return NULL;
	if (!json_is_array(json_object_get(index, "manifests"))) {
		error_set(err, ERROR_FAILED, "%s: it has no list \"manifests\"", name);
		return NULL;
	}
	return TAKE(index);
}

/* The whole name of an entry; NULL: it has only a tag, or nothing. */
static const char *
name_of(const json_t *entry)
{
	const char *tag = tag_of(entry);
	const char *name = json_string_value(
	    json_object_get(json_object_get(entry, "annotations"), CONTAINERD_NAME));

	return name == NULL && tag != NULL && strpbrk(tag, ":/") != NULL ? tag : name;
}

static int
nothing_found(struct arena *arena, const json_t *manifests, const struct reference *reference,
    struct error *err)
{
	struct text_list tags = {0}, names = {0};
	const json_t *entry;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)manifests, i, entry)
	{
		if (tag_of(entry) != NULL)
			text_list_add(&tags, arena, tag_of(entry));
		if (name_of(entry) != NULL)
			text_list_add(&names, arena, name_of(entry));
	}
	if (reference->digest.text[0] != '\0')
		return error_set(err, ERROR_NOT_FOUND, "\"%s\" has no image %s", reference->path,
		    reference->digest.text);
	if (tags.count == 0)
		return error_set(
		    err, ERROR_NOT_FOUND, "\"%s\" holds no image with a tag", reference->path);
	if (reference->name != NULL)
		return error_set(err, ERROR_NOT_FOUND, "\"%s\" has no image \"%s:%s\"; it has %s",
		    reference->path, reference->name, reference->tag,
		    text_list_join(names.count > 0 ? &names : &tags, arena, ", "));
	return error_set(err, ERROR_NOT_FOUND, "\"%s\" has no tag \"%s\"; it has %s",
	    reference->path, reference->tag == NULL ? "latest" : reference->tag,
	    text_list_join(&tags, arena, ", "));
}

static bool
is_same_image(const json_t *left, const json_t *right)
{
	const char *one = json_string_value(json_object_get(left, "digest"));
	const char *other = json_string_value(json_object_get(right, "digest"));

	return one != NULL && other != NULL && strcmp(one, other) == 0;
}

/* Whether a user gave this tag. "sha256-HEX" and "sha256-HEX.sig" are no such
 * tags: tools find referrers of an image by them. */
static bool
is_own_tag(const char *tag)
{
	return tag != NULL &&
	    !(text_starts_with(tag, "sha256-") && strlen(tag) >= strlen("sha256-") + 64);
}

/* The first entry when all entries are one image, under several tags; NULL:
 * they are several images. Where some entries have tags, entries without one do
 * not count: they are there to be found by digest, as referrers are. */
static const json_t *
only_one(const json_t *manifests)
{
	const json_t *entry, *first = NULL;
	bool tagged = false;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)manifests, i, entry)
	{
		tagged = tagged || is_own_tag(tag_of(entry));
	}
	json_array_foreach((json_t *)(uintptr_t)manifests, i, entry)
	{
		if (tagged && !is_own_tag(tag_of(entry)))
			continue;
		if (first == NULL)
			first = entry;
		else if (!is_same_image(first, entry))
			return NULL;
	}
	return first;
}

static bool
has_name(const json_t *entry, const struct reference *reference)
{
	struct arena arena = {0};
	const char *name = name_of(entry);
	bool same = name != NULL &&
	    image_name_same(
		&arena, name, arena_printf(&arena, "%s:%s", reference->name, reference->tag));

	arena_release(&arena);
	return same;
}

static bool
entry_matches(const json_t *entry, bool only, const struct reference *reference)
{
	const char *tag = tag_of(entry);
	const char *digest = json_string_value(json_object_get(entry, "digest"));

	if (reference->digest.text[0] != '\0')
		return digest != NULL && strcmp(digest, reference->digest.text) == 0;
	if (reference->name != NULL)
		return has_name(entry, reference);
	if (reference->tag != NULL)
		return tag != NULL && strcmp(tag, reference->tag) == 0;
	return only || (tag != NULL && strcmp(tag, "latest") == 0);
}

int
layout_index_find(struct arena *arena, const json_t *index, const struct reference *reference,
    struct descriptor *ret_root, struct error *err)
{
	const json_t *manifests = json_object_get(index, "manifests"), *entry;
	const json_t *only = only_one(manifests);
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)manifests, i, entry)
	{
		if (entry_matches(entry, entry == only, reference))
			return descriptor_from_json(arena, entry,
			    path_join(arena, reference->path, "index.json"), ret_root, err);
	}
	return nothing_found(arena, manifests, reference, err);
}

/* Without a tag that was asked for, all that the image has. */
static void
take_tags(struct arena *arena, const json_t *index, const struct reference *reference,
    struct transport_source *source)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(index, "manifests"), i, entry)
	{
		const char *tag = tag_of(entry), *name = name_of(entry), *path, *own_tag;
		const char *digest = json_string_value(json_object_get(entry, "digest"));

		if (tag == NULL || digest == NULL ||
		    strcmp(digest, source->root.digest.text) != 0 ||
		    (reference->name != NULL && !has_name(entry, reference)) ||
		    (reference->name == NULL && reference->tag != NULL &&
			strcmp(tag, reference->tag) != 0))
			continue;
		tag = arena_strdup(arena, tag);
		if (!text_list_has(&source->tags, tag))
			text_list_add(&source->tags, arena, tag);
		if (name == NULL)
			continue;
		/* as Docker shows it: "docker.io/library/hello:v1" becomes
		 * "hello:v1" */
		image_name_split(arena, name, &path, &own_tag);
		image_labels_add(
		    &source->labels, arena, arena_printf(arena, "%s:%s", path, own_tag), tag);
	}
}

int
layout_index_open(struct arena *arena, const json_t *index, const struct reference *reference,
    struct transport_source *ret_source, struct error *err)
{
	const char *name;

	if (layout_index_find(arena, index, reference, &ret_source->root, err) != 0)
		return -1;
	name = pairs_get(&ret_source->root.annotations, CONTAINERD_NAME);
	if (name != NULL)
		image_name_split(arena, name, &ret_source->name, NULL);
	take_tags(arena, index, reference, ret_source);
	return 0;
}
