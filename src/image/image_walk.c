#include "image/image_walk.h"

#include "base/scope.h"
#include "image/manifest_kind.h"
#include "store/digest_set.h"

#include <string.h>

/* The cost of a document beside its bytes. */
enum { DOCUMENT_COST = 4 << 10 };

struct walk_state {
	struct arena *arena;
	const struct image_walk *walk;
	struct digest_set seen;
	size_t entries;
	uint64_t bytes;
};

static void
scope_walk_state(struct walk_state *state)
{
	scope_digest_set(&state->seen);
}

int
image_walk_spend(
    uint64_t *bytes, const struct descriptor *document, const char *name, struct error *err)
{
	/* reading will refuse a document that is larger than the limit */
	if (document->size <= WALK_BYTES)
		*bytes += document->size + DOCUMENT_COST;
	if (*bytes <= WALK_BYTES)
		return 0;
	return error_set(err, ERROR_FAILED,
	    "the indexes, manifests and configs of \"%s\" are more than mote reads of one image",
	    name);
}

static bool
is_document(const struct descriptor *descriptor)
{
	return descriptor_is_index(descriptor) || descriptor_is_manifest(descriptor);
}

/* Counts an entry of an index, or the root. */
static int
count_entry(struct walk_state *state, const struct image_node *node, struct error *err)
{
	const char *name = state->walk->store->name;

	if (node->depth > WALK_DEPTH ||
	    (node->depth == WALK_DEPTH && descriptor_is_index(&node->descriptor)))
		return error_set(err, ERROR_FAILED, "\"%s\": indexes are nested deeper than %d",
		    name, WALK_DEPTH);
	if (++state->entries > WALK_ENTRIES)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" names more than %d manifests, the most that is read", name,
		    WALK_ENTRIES);
	if (!is_document(&node->descriptor) && state->walk->fetch == NULL)
		return 0;
	return image_walk_spend(&state->bytes, &node->descriptor, name, err);
}

/* 1: the entry is to be walked. 0: it was walked before, or it is left out. */
static int
enter(struct walk_state *state, const struct image_node *node, struct error *err)
{
	const struct descriptor *descriptor = &node->descriptor;
	bool images = state->walk->images;
	bool left_out = images && node->depth > 0 &&
	    (!is_document(descriptor) || index_entry_is_artifact(node->entry));
	int entered = left_out || (images && descriptor_is_manifest(descriptor))
	    ? 1
	    : digest_set_add(&state->seen, &descriptor->digest, err);

	if (entered > 0 && count_entry(state, node, err) != 0)
		return -1;
	return left_out ? 0 : entered;
}

/* The descriptors of a list, as nodes. */
struct children {
	struct image_node *items;
	size_t count;
};

static int
read_children(struct walk_state *state, const struct image_node *parent, const char *key,
    struct children *ret_children, struct error *err)
{
	const json_t *list = json_object_get(parent->json, key), *item;
	const char *name = descriptor_is_manifest(&parent->descriptor)
	    ? "a manifest"
	    : arena_printf(
		  state->arena, "%s: %s", state->walk->store->name, parent->descriptor.digest.text);
	struct children children = {0};
	size_t i;

	children.items = arena_array(state->arena, json_array_size(list), sizeof(*children.items));
	json_array_foreach((json_t *)(uintptr_t)list, i, item)
	{
		struct image_node *child = &children.items[children.count++];

		child->entry = item;
		child->depth = parent->depth + 1;
		if (descriptor_from_json(state->arena, item, name, &child->descriptor, err) != 0)
			return -1;
	}
	*ret_children = children;
	return 0;
}

static int walk_node(struct walk_state *state, const struct image_node *node, struct error *err);

/* Enters all children at once, and fetches the new ones. Only these remain in
 * the list. */
static int
fetch_children(struct walk_state *state, struct children *children, struct error *err)
{
	struct descriptor *entries = arena_array(state->arena, children->count, sizeof(*entries));
	size_t count = 0, i;
	int entered;

	for (i = 0; i < children->count; i++) {
		entered = enter(state, &children->items[i], err);
		if (entered < 0)
			return -1;
		if (entered == 0)
			continue;
		entries[count] = children->items[i].descriptor;
		children->items[count++] = children->items[i];
	}
	children->count = count;
	return state->walk->fetch(state->walk->context, entries, count, err);
}

static int
walk_index(struct walk_state *state, const struct image_node *index, struct error *err)
{
	bool fetches = state->walk->fetch != NULL;
	struct children children;
	int status = 0;
	size_t i;

	if (read_children(state, index, "manifests", &children, err) != 0 ||
	    (fetches && fetch_children(state, &children, err) != 0))
		return -1;
	for (i = 0; i < children.count && status == 0; i++) {
		int entered = fetches ? 1 : enter(state, &children.items[i], err);

		if (entered != 0)
			status = entered < 0 ? -1 : walk_node(state, &children.items[i], err);
	}
	return status;
}

/* Visits a config or a layer. */
static int
visit_part(struct walk_state *state, const struct image_node *part, struct error *err)
{
	int entered = digest_set_add(&state->seen, &part->descriptor.digest, err);

	return entered <= 0 ? entered : state->walk->visit(state->walk->context, part, err);
}

static int
walk_parts(struct walk_state *state, const struct image_node *manifest, struct error *err)
{
	struct image_node config = {
	    .entry = json_object_get(manifest->json, "config"), .depth = manifest->depth + 1};
	struct children layers;
	int status;
	size_t i;

	if (descriptor_from_json(
		state->arena, config.entry, "a manifest", &config.descriptor, err) != 0 ||
	    read_children(state, manifest, "layers", &layers, err) != 0)
		return -1;
	status = visit_part(state, &config, err);
	for (i = 0; i < layers.count && status == 0; i++)
		status = visit_part(state, &layers.items[i], err);
	return status;
}

/* Compares the kind that the descriptor says with the kind that the document
 * has: its mediaType and its members. */
static int
check_kind(const struct walk_state *state, const struct image_node *node, struct error *err)
{
	const struct descriptor *descriptor = &node->descriptor;
	const char *type = json_string_value(json_object_get(node->json, "mediaType"));
	bool index = json_is_array(json_object_get(node->json, "manifests"));
	bool manifest = json_is_object(json_object_get(node->json, "config")) &&
	    json_is_array(json_object_get(node->json, "layers"));

	if (type != NULL && strcmp(type, descriptor->media_type) != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" in \"%s\" is named as \"%s\" and calls itself \"%s\"",
		    descriptor->digest.text, state->walk->store->name, descriptor->media_type,
		    type);
	if (descriptor_is_index(descriptor)
		? index && json_object_get(node->json, "layers") == NULL
		: manifest && json_object_get(node->json, "manifests") == NULL)
		return 0;
	return error_set(err, ERROR_FAILED, "\"%s\" in \"%s\" is named as \"%s\" and is none",
	    descriptor->digest.text, state->walk->store->name, descriptor->media_type);
}

/* Walks everything below the node, then visits it. */
static int
walk_node(struct walk_state *state, const struct image_node *node, struct error *err)
{
	const struct image_walk *walk = state->walk;
	const struct descriptor *descriptor = &node->descriptor;
	bool read = descriptor_is_index(descriptor) ||
	    (descriptor_is_manifest(descriptor) && walk->reach != WALK_INDEXES);
	struct image_node opened = *node;
	SCOPED(json) json_t *json = NULL;
	int status = 0;

	if (read && (!walk->sparse || store_has(walk->store, &descriptor->digest))) {
		json = store_read_json(state->arena, walk->store, descriptor, err);
		if (json == NULL)
			return -1;
		opened.json = json;
		if (walk->reach == WALK_BLOBS && check_kind(state, &opened, err) != 0)
			return -1;
		if (descriptor_is_index(descriptor))
			status = walk_index(state, &opened, err);
		else if (walk->reach == WALK_BLOBS)
			status = walk_parts(state, &opened, err);
	}
	return status != 0 ? status : walk->visit(walk->context, &opened, err);
}

int
image_walk(struct arena *arena, const struct image_walk *walk, const struct descriptor *root,
    struct error *err)
{
	SCOPED(walk_state)
	struct walk_state state = {.arena = arena, .walk = walk, .seen = {.arena = arena}};
	const struct image_node node = {.descriptor = *root};

	if (!is_document(root))
		return error_set(err, ERROR_FAILED, "%s: %s is \"%s\", which is no image",
		    walk->store->name, root->digest.text, root->media_type);
	if (enter(&state, &node, err) < 0)
		return -1;
	return walk_node(&state, &node, err) < 0 ? -1 : 0;
}
