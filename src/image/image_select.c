#include "image/image_select.h"

#include "base/scope.h"

#include <string.h>

enum { DEEPEST_INDEX = 4, ENTRY_LIMIT = 1024 };

/* A manifest that an index names, and how. */
struct found_entry {
	struct descriptor descriptor;
	const struct platform *platform; /* NULL: none that mote knows */
	const char *name; /* of the platform, for people */
	json_t *json; /* borrowed from the index, which `selection.indexes` owns */
};

struct selection {
	struct arena *arena;
	const struct store *store;
	struct found_entry *entries;
	size_t count, capacity;
	json_t *indexes; /* all that were read: they own the entries */
};

static const char *
platform_text(struct arena *arena, const struct descriptor *descriptor)
{
	return arena_printf(arena, "%s/%s%s%s", descriptor->os, descriptor->architecture,
	    descriptor->variant == NULL ? "" : "/",
	    descriptor->variant == NULL ? "" : descriptor->variant);
}

/* What the entry does not say its config does. */
static int
ask_config(struct selection *selection, struct descriptor *descriptor, struct error *err)
{
	struct image image;

	if (descriptor->architecture != NULL && descriptor->os != NULL)
		return 0;
	if (image_read(selection->arena, selection->store, descriptor, &image, err) != 0)
		return -1;
	descriptor->architecture = image.manifests[0].config.architecture;
	descriptor->variant = image.manifests[0].config.variant;
	descriptor->os = image.manifests[0].config.os;
	return 0;
}

static int
add_manifest(struct selection *selection, const struct descriptor *descriptor, json_t *json,
    struct error *err)
{
	struct found_entry entry = {.descriptor = *descriptor, .json = json};

	if (selection->count == ENTRY_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" names more than %d manifests, the most that is read",
		    selection->store->name, ENTRY_LIMIT);
	if (ask_config(selection, &entry.descriptor, err) != 0)
		return -1;
	entry.name = platform_text(selection->arena, &entry.descriptor);
	if (strcmp(entry.descriptor.os, "linux") == 0)
		entry.platform =
		    platform_of_oci(entry.descriptor.architecture, entry.descriptor.variant);
	selection->entries = arena_grow(selection->arena, selection->entries, selection->count,
	    &selection->capacity, sizeof(*selection->entries));
	selection->entries[selection->count++] = entry;
	return 0;
}

static int
read_index(
    struct selection *selection, const struct descriptor *index, unsigned depth, struct error *err)
{
	json_t *json = store_read_json(selection->arena, selection->store, index, err);
	struct descriptor child;
	json_t *item;
	size_t i;

	if (json == NULL)
		return -1;
	json_array_append_new(selection->indexes, json);
	if (depth > DEEPEST_INDEX)
		return error_set(err, ERROR_FAILED, "\"%s\": indexes are nested deeper than %d",
		    selection->store->name, DEEPEST_INDEX);
	json_array_foreach(json_object_get(json, "manifests"), i, item)
	{
		int status = descriptor_from_json(
		    selection->arena, item, selection->store->name, &child, err);

		/* statements about an image are none */
		if (status == 0 && child.os != NULL && strcmp(child.os, "unknown") == 0)
			continue;
		if (status == 0 && descriptor_is_index(&child))
			status = read_index(selection, &child, depth + 1, err);
		else if (status == 0 && descriptor_is_manifest(&child))
			status = add_manifest(selection, &child, item, err);
		if (status != 0)
			return -1;
	}
	return 0;
}

static const struct found_entry *
find_entry(const struct selection *selection, const struct platform *platform, struct error *err)
{
	struct text_list there = {0};
	size_t i;

	for (i = 0; i < selection->count; i++) {
		if (selection->entries[i].platform == platform)
			return &selection->entries[i];
		text_list_add(&there, selection->arena, selection->entries[i].name);
	}
	error_set(err, ERROR_NOT_FOUND, "the image is not for %s; it is for %s", platform->name,
	    text_list_join(&there, selection->arena, ", "));
	return NULL;
}

/* The root with these entries alone. */
static int
make_index(const struct selection *selection, const struct image_choice *choice, json_t *entries,
    struct image_selected *ret_selected, struct error *err)
{
	SCOPED(json) json_t *json = json_copy(json_array_get(selection->indexes, 0));
	struct image_selected made = {*choice->root, {.arena = selection->arena}};

	json_object_set(json, "manifests", entries);
	made.bytes.bytes = json_bytes(selection->arena, json, &made.bytes.length);
	made.root.size = made.bytes.length;
	if (digest_of_bytes(made.bytes.bytes, made.bytes.length, &made.root.digest, err) != 0)
		return -1;
	*ret_selected = made;
	return 0;
}

static int
select_entries(const struct selection *selection, const struct image_choice *choice,
    struct image_selected *ret_selected, struct error *err)
{
	const json_t *index = json_array_get(selection->indexes, 0);
	struct image_selected selected = {.root = *choice->root};
	SCOPED(json) json_t *entries = json_array();
	size_t i;

	for (i = 0; i < choice->count; i++) {
		const struct found_entry *entry = find_entry(selection, choice->platforms[i], err);

		if (entry == NULL)
			return -1;
		json_array_append(entries, entry->json);
		selected.root = entry->descriptor;
		selected.root.annotations = choice->root->annotations;
	}
	/* all that there is: the very same bytes */
	if (choice->count == selection->count &&
	    choice->count == json_array_size(json_object_get(index, "manifests")))
		selected.root = *choice->root;
	else if (choice->count > 1)
		return make_index(selection, choice, entries, ret_selected, err);
	*ret_selected = selected;
	return 0;
}

int
image_select(struct arena *arena, const struct store *store, const struct image_choice *choice,
    struct image_selected *ret_selected, struct error *err)
{
	SCOPED(json) json_t *indexes = json_array();
	struct selection selection = {.arena = arena, .store = store, .indexes = indexes};
	const struct descriptor *root = choice->root;
	size_t i;

	if (descriptor_is_index(root))
		return read_index(&selection, root, 0, err) != 0
		    ? -1
		    : select_entries(&selection, choice, ret_selected, err);
	if (add_manifest(&selection, root, NULL, err) != 0)
		return -1;
	for (i = 0; i < choice->count; i++)
		if (find_entry(&selection, choice->platforms[i], err) == NULL)
			return -1;
	*ret_selected = (struct image_selected){.root = *root};
	return 0;
}
