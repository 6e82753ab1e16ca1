#include "transport/referrer_find.h"

#include "base/scope.h"
#include "registry/registry.h"
#include "transport/layout_index.h"

#include <string.h>

/* The most entries of a layout's index.json that are searched. */
enum { MOST_ENTRIES = 10000 };

static const char ref_name[] = "org.opencontainers.image.ref.name";

void
scope_referrer_finder(struct referrer_finder *finder)
{
	registry_close(finder->registry);
}

void
referrer_list_add(struct referrer_list *list, struct arena *arena, const struct referrer *referrer)
{
	list->items =
	    arena_grow(arena, list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = *referrer;
}

/* The tag "sha256-HEX" for the subject. */
static const char *
tag_of(struct arena *arena, const struct digest *subject)
{
	char *tag = arena_strdup(arena, subject->text);

	*strchr(tag, ':') = '-';
	return tag;
}

/* Whether the tag is "sha256-HEX.sig" or the like. */
static bool
is_digest_tag(const char *tag, const char *prefix)
{
	return tag != NULL && text_starts_with(tag, prefix) && tag[strlen(prefix)] == '.';
}

/* Adds an entry of index.json, with the subject of its manifest. */
static int
add_entry(
    struct arena *arena, struct referrer_finder *finder, const json_t *item, struct error *err)
{
	struct referrer entry = {0};
	SCOPED(json) json_t *json = NULL;

	if (descriptor_from_json(arena, item, finder->layout->name, &entry.descriptor, err) != 0)
		return -1;
	entry.tag = json_get_text(arena, json_object_get(item, "annotations"), ref_name);
	if (descriptor_is_index(&entry.descriptor) || descriptor_is_manifest(&entry.descriptor)) {
		json = store_read_json(arena, finder->layout, &entry.descriptor, err);
		if (json == NULL)
			return -1;
		entry.subject = json_get_text(arena, json_object_get(json, "subject"), "digest");
	}
	referrer_list_add(&finder->entries, arena, &entry);
	return 0;
}

static int
read_layout(struct arena *arena, struct referrer_finder *finder, struct error *err)
{
	SCOPED(json) json_t *index = layout_index_read(arena, finder->layout, err);
	const json_t *list = json_object_get(index, "manifests"), *item;
	size_t i;

	if (index == NULL)
		return -1;
	if (json_array_size(list) > MOST_ENTRIES)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" has more than %d images, the most that are looked through for referrers",
		    finder->layout->name, MOST_ENTRIES);
	json_array_foreach(list, i, item)
	{
		if (add_entry(arena, finder, item, err) != 0)
			return -1;
	}
	return 0;
}

int
referrer_finder_open(struct arena *arena, const struct reference *from,
    const struct transport_source *source, struct referrer_finder *ret_finder, struct error *err)
{
	if (from->transport != TRANSPORT_REGISTRY) {
		ret_finder->layout = &source->store;
		return read_layout(arena, ret_finder, err);
	}
	ret_finder->registry = registry_open(arena, from, REGISTRY_PULL, err);
	if (ret_finder->registry == NULL)
		return -1;
	if (registry_list_tags(arena, ret_finder->registry, &ret_finder->tags, err) == 0)
		return 0;
	/* a repository may have no tags at all, when the image is named by its
	 * digest */
	return err->kind == ERROR_NOT_FOUND ? 0 : -1;
}

static int
find_in_registry(struct arena *arena, struct referrer_finder *finder, const struct digest *subject,
    struct referrer_list *found, struct error *err)
{
	const char *prefix = tag_of(arena, subject);
	struct registry_referrers referrers;
	struct referrer one = {0};
	size_t i;

	if (registry_list_referrers(arena, finder->registry, subject, &referrers, err) != 0)
		return -1;
	for (i = 0; i < referrers.count; i++) {
		one.descriptor = referrers.items[i];
		referrer_list_add(found, arena, &one);
	}
	for (i = 0; i < finder->tags.count; i++) {
		one.tag = finder->tags.items[i];
		if (!is_digest_tag(one.tag, prefix))
			continue;
		if (registry_resolve(arena, finder->registry, one.tag, &one.descriptor, err) != 0)
			return -1;
		referrer_list_add(found, arena, &one);
	}
	return 0;
}

/* Adds the entries of an index under the subject's tag, which other tools write
 * into layouts too. */
static int
add_listed(struct arena *arena, const struct referrer_finder *finder,
    const struct descriptor *index, struct referrer_list *found, struct error *err)
{
	SCOPED(json) json_t *json = store_read_json(arena, finder->layout, index, err);
	struct referrer one = {0};
	const json_t *item;
	size_t i;

	if (json == NULL)
		return -1;
	json_array_foreach(json_object_get(json, "manifests"), i, item)
	{
		if (descriptor_from_json(arena, item, finder->layout->name, &one.descriptor, err) !=
		    0)
			return -1;
		referrer_list_add(found, arena, &one);
	}
	return 0;
}

static int
find_in_layout(struct arena *arena, const struct referrer_finder *finder,
    const struct digest *subject, struct referrer_list *found, struct error *err)
{
	const char *prefix = tag_of(arena, subject);
	size_t i;

	for (i = 0; i < finder->entries.count; i++) {
		struct referrer one = finder->entries.items[i];

		if (one.tag != NULL && strcmp(one.tag, prefix) == 0 &&
		    descriptor_is_index(&one.descriptor)) {
			if (add_listed(arena, finder, &one.descriptor, found, err) != 0)
				return -1;
			continue;
		}
		if (!is_digest_tag(one.tag, prefix))
			one.tag = NULL;
		if (one.tag != NULL ||
		    (one.subject != NULL && strcmp(one.subject, subject->text) == 0))
			referrer_list_add(found, arena, &one);
	}
	return 0;
}

int
referrer_find(struct arena *arena, struct referrer_finder *finder, const struct digest *subject,
    struct referrer_list *ret_found, struct error *err)
{
	*ret_found = (struct referrer_list){0};
	return finder->registry != NULL ? find_in_registry(arena, finder, subject, ret_found, err)
					: find_in_layout(arena, finder, subject, ret_found, err);
}
