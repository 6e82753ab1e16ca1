#include "image/image_select.h"

#include "base/log.h"
#include "base/scope.h"
#include "image/image_walk.h"

#include <string.h>

/* A manifest that an index names, and how. */
struct found_entry {
	struct descriptor descriptor;
	bool chosen;
	const char *name; /* of the platform, for people */
	json_t *json; /* the entry itself; `selection.entries_json` owns it */
};

struct selection {
	struct arena *arena;
	const struct store *store;
	struct found_entry *entries;
	size_t count, capacity;
	json_t *entries_json; /* a list */
	json_t *root; /* the index that is the root; NULL: the root is a manifest */
};

static void
scope_selection(struct selection *selection)
{
	json_decref(selection->entries_json);
	json_decref(selection->root);
}

/* Takes the platform from the config when the entry has none. 0: the entry is
 * no image. */
static int
ask_config(struct selection *selection, struct descriptor *descriptor, struct error *err)
{
	struct image image;

	if (descriptor->architecture != NULL && descriptor->os != NULL)
		return 1;
	if (image_read_parts(selection->arena, selection->store, descriptor, &image, err) != 0)
		return -1;
	if (image.manifest_count == 0)
		return 0;
	descriptor->architecture = image.manifests[0].config.architecture;
	descriptor->variant = image.manifests[0].config.variant;
	descriptor->os = image.manifests[0].config.os;
	return 1;
}

static int
add_node(void *context, const struct image_node *node, struct error *err)
{
	struct selection *selection = context;
	struct found_entry found = {
	    .descriptor = node->descriptor, .json = (json_t *)(uintptr_t)node->entry};
	int image;

	if (descriptor_is_index(&node->descriptor)) {
		if (node->depth == 0)
			selection->root = json_incref((json_t *)(uintptr_t)node->json);
		return 0;
	}
	image = ask_config(selection, &found.descriptor, err);
	if (image <= 0)
		return image;
	if (found.json != NULL)
		json_array_append(selection->entries_json, found.json);
	found.name = arena_printf(selection->arena, "%s/%s%s%s", found.descriptor.os,
	    found.descriptor.architecture, found.descriptor.variant == NULL ? "" : "/",
	    found.descriptor.variant == NULL ? "" : found.descriptor.variant);
	selection->entries = arena_grow(selection->arena, selection->entries, selection->count,
	    &selection->capacity, sizeof(*selection->entries));
	selection->entries[selection->count++] = found;
	return 0;
}

static int
not_found(
    const struct selection *selection, const struct platform_choice *choice, struct error *err)
{
	struct text_list there = {0};
	size_t i;

	for (i = 0; i < selection->count; i++)
		text_list_add(&there, selection->arena, selection->entries[i].name);
	if (there.count == 0)
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" holds no image for %s: it holds artifacts alone",
		    selection->store->name, choice->name);
	return error_set(err, ERROR_NOT_FOUND, "the image is not for %s; it is for %s",
	    choice->name, text_list_join(&there, selection->arena, ", "));
}

/* Chooses the entry that fits best, the first of equals. */
static int
choose_entry(
    const struct selection *selection, const struct platform_choice *choice, struct error *err)
{
	struct found_entry *best = NULL;
	int least = -1, rank;
	size_t i;

	for (i = 0; i < selection->count; i++) {
		const struct descriptor *entry = &selection->entries[i].descriptor;

		rank = platform_choice_rank(choice, entry->os, entry->architecture, entry->variant);
		if (rank < 0 || (best != NULL && rank >= least))
			continue;
		best = &selection->entries[i];
		least = rank;
	}
	if (best == NULL)
		return not_found(selection, choice, err);
	if (least > 0)
		log_note("no image for %s: taking the one for %s, which runs there as well",
		    choice->name, text_visible(selection->arena, best->name));
	best->chosen = true;
	return 0;
}

/* The root with these entries alone. */
static int
make_index(const struct selection *selection, const struct image_choice *choice, json_t *entries,
    struct image_selected *ret_selected, struct error *err)
{
	SCOPED(json) json_t *json = json_copy(selection->root);
	struct image_selected made = {*choice->root, {.arena = selection->arena}};

	json_object_set(json, "manifests", entries);
	made.bytes.bytes = json_bytes(selection->arena, json, &made.bytes.length);
	made.root.size = made.bytes.length;
	if (digest_of_bytes(made.bytes.bytes, made.bytes.length, &made.root.digest, err) != 0)
		return -1;
	*ret_selected = made;
	return 0;
}

/* Sorts by mote's order of platforms, not by the order of the request. Unknown
 * platforms come last, in the index's order. */
static size_t
sort_chosen(const struct selection *selection, const struct found_entry **sorted)
{
	const struct platform *const *platform = platform_all();
	size_t count = 0, i;

	do {
		for (i = 0; i < selection->count; i++)
			if (selection->entries[i].chosen &&
			    descriptor_platform(&selection->entries[i].descriptor) == *platform)
				sorted[count++] = &selection->entries[i];
	} while (*platform++ != NULL);
	return count;
}

static int
select_entries(const struct selection *selection, const struct image_choice *choice,
    struct image_selected *ret_selected, struct error *err)
{
	struct image_selected selected = {.root = *choice->root};
	SCOPED(json) json_t *entries = json_array();
	const struct found_entry **sorted =
	    arena_array(selection->arena, selection->count, sizeof(*sorted));
	size_t count, i;

	for (i = 0; i < choice->count; i++)
		if (choose_entry(selection, &choice->platforms[i], err) != 0)
			return -1;
	count = sort_chosen(selection, sorted);
	for (i = 0; i < count; i++) {
		json_array_append(entries, sorted[i]->json);
		selected.root = sorted[i]->descriptor;
		selected.root.annotations = choice->root->annotations;
	}
	/* all that there is: the very same bytes */
	if (count == selection->count &&
	    count == json_array_size(json_object_get(selection->root, "manifests")))
		selected.root = *choice->root;
	else if (count > 1)
		return make_index(selection, choice, entries, ret_selected, err);
	*ret_selected = selected;
	return 0;
}

int
image_select(struct arena *arena, const struct store *store, const struct image_choice *choice,
    struct image_selected *ret_selected, struct error *err)
{
	SCOPED(selection)
	struct selection selection = {.arena = arena, .store = store, .entries_json = json_array()};
	const struct image_walk walk = {.store = store,
	    .reach = WALK_INDEXES,
	    .images = true,
	    .visit = add_node,
	    .context = &selection};
	const struct descriptor *root = choice->root;
	size_t i;

	if (image_walk(arena, &walk, root, err) != 0)
		return -1;
	if (descriptor_is_index(root))
		return select_entries(&selection, choice, ret_selected, err);
	for (i = 0; i < choice->count; i++)
		if (choose_entry(&selection, &choice->platforms[i], err) != 0)
			return -1;
	*ret_selected = (struct image_selected){.root = *root};
	return 0;
}
