#include "base/crew.h"
#include "base/log.h"
#include "base/scope.h"
#include "image/image_secrets.h"
#include "image/image_walk.h"
#include "registry/registry.h"
#include "spec/registry_access.h"
#include "store/digest_set.h"
#include "transport/layout_index.h"
#include "transport/registry_source.h"

#include <stdlib.h>
#include <string.h>

/*
 * A push, in the order that never lets a manifest name what is not there:
 * blobs, then the manifests that name them, then the indexes that name those,
 * and the tags last of all. What the registry has is asked for from the top: of
 * a manifest that is there nothing more is. Clause: distribution-spec 1.1,
 * "Push".
 */
struct push_list {
	struct descriptor *items; /* each digest once */
	size_t count, capacity;
};

struct push {
	struct arena *arena;
	struct registry *registry;
	const struct transport_image *image;
	bool allow_secrets;
	struct push_list manifests, indexes; /* without the root; an index after what it names */
	struct push_list blobs; /* of manifests that are not there */
	bool *is_there; /* of the manifests */
	struct digest_set listed; /* the digests in `blobs` */
};

static void
scope_push(struct push *push)
{
	scope_digest_set(&push->listed);
}

static void
add(struct push *push, struct push_list *list, const struct descriptor *descriptor)
{
	list->items = arena_grow(
	    push->arena, list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = *descriptor;
}

static int
add_document(void *context, const struct image_node *node, struct error *err UNUSED)
{
	struct push *push = context;

	if (!descriptor_is_index(&node->descriptor))
		add(push, &push->manifests, &node->descriptor);
	else if (node->depth > 0)
		add(push, &push->indexes, &node->descriptor);
	return 0;
}

/* 1: it is there. */
static int
is_known(struct registry *registry, const char *tag_or_digest, const struct digest *digest,
    struct error *err)
{
	struct arena arena = {0};
	struct descriptor found;
	int status = registry_resolve(&arena, registry, tag_or_digest, &found, err);

	arena_release(&arena);
	if (status == 0)
		return digest_equal(&found.digest, digest);
	if (err->kind != ERROR_NOT_FOUND)
		return -1;
	err->kind = ERROR_NONE;
	return 0;
}

static int
ask_manifest(void *context, size_t number, struct error *err)
{
	struct push *push = context;
	const struct digest *digest = &push->manifests.items[number].digest;
	int known = is_known(push->registry, digest->text, digest, err);

	push->is_there[number] = known > 0;
	return known < 0 ? -1 : 0;
}

static int
add_blob(void *context, const struct image_node *node, struct error *err)
{
	struct push *push = context;
	int added;

	if (descriptor_is_manifest(&node->descriptor))
		return 0;
	added = digest_set_add(&push->listed, &node->descriptor.digest, err);
	if (added > 0)
		add(push, &push->blobs, &node->descriptor);
	return added < 0 ? -1 : 0;
}

static int
collect_blobs(struct push *push, struct error *err)
{
	const struct image_walk walk = {
	    .store = push->image->store, .reach = WALK_BLOBS, .visit = add_blob, .context = push};
	size_t i;

	for (i = 0; i < push->manifests.count; i++)
		if (!push->is_there[i] &&
		    image_walk(push->arena, &walk, &push->manifests.items[i], err) != 0)
			return -1;
	return 0;
}

static int
compare_sizes(const void *left, const void *right)
{
	uint64_t a = ((const struct descriptor *)left)->size;
	uint64_t b = ((const struct descriptor *)right)->size;

	return (a < b) - (a > b);
}

static int
put_blob(void *context, size_t number, struct error *err)
{
	struct push *push = context;

	return registry_put_blob(
	    push->registry, push->image->store, &push->blobs.items[number], err);
}

static int
put_manifest(const struct push *push, const struct descriptor *descriptor, const char *name,
    struct error *err)
{
	struct arena arena = {0};
	struct registry_document document = {.descriptor = *descriptor};
	int status = store_read(&arena, push->image->store, descriptor, &document.bytes, err);

	if (status == 0)
		status = registry_put_manifest(push->registry, name, &document, err);
	arena_release(&arena);
	return status;
}

static int
put_leaf(void *context, size_t number, struct error *err)
{
	const struct push *push = context;
	const struct descriptor *manifest = &push->manifests.items[number];

	/* the root gets its tags, last of all */
	if (push->is_there[number] || digest_equal(&manifest->digest, &push->image->root->digest))
		return 0;
	return put_manifest(push, manifest, manifest->digest.text, err);
}

static int
run_crew(struct push *push, size_t count,
    int (*task)(void *context, size_t number, struct error *err), struct error *err)
{
	const struct crew crew = {registry_jobs(push->registry), count, task, push};

	return crew_run(&crew, err);
}

/* All that the root names. */
static int
push_below(struct push *push, struct error *err)
{
	const struct transport_image *image = push->image;
	const struct image_walk documents = {
	    .store = image->store, .reach = WALK_INDEXES, .visit = add_document, .context = push};
	size_t i;

	if (image_walk(push->arena, &documents, image->root, err) != 0)
		return -1;
	push->is_there = arena_array(push->arena, push->manifests.count, sizeof(*push->is_there));
	if (run_crew(push, push->manifests.count, ask_manifest, err) != 0 ||
	    collect_blobs(push, err) != 0)
		return -1;
	/* of a manifest that is there others have seen the layers */
	if (push->blobs.count > 0 && !push->allow_secrets &&
	    image_check_secrets(push->arena, image->store, image->root, err) != 0)
		return -1;
	/* the biggest first: what is begun last keeps the other connections
	 * waiting */
	if (push->blobs.count > 1)
		qsort(push->blobs.items, push->blobs.count, sizeof(*push->blobs.items),
		    compare_sizes);
	if (run_crew(push, push->blobs.count, put_blob, err) != 0 ||
	    run_crew(push, push->manifests.count, put_leaf, err) != 0)
		return -1;
	for (i = 0; i < push->indexes.count; i++)
		if (put_manifest(push, &push->indexes.items[i], push->indexes.items[i].digest.text,
			err) != 0)
			return -1;
	registry_note_blobs(push->registry, push->blobs.items, push->blobs.count);
	return 0;
}

static int
push_tags(struct push *push, const struct text_list *tags, struct error *err)
{
	const struct descriptor *root = push->image->root;
	bool is_below = false;
	size_t i;

	for (i = 0; i < tags->count; i++) {
		int known = is_known(push->registry, tags->items[i], &root->digest, err);

		if (known < 0)
			return -1;
		if (known > 0) {
			log_detail("\"%s\" is there already", tags->items[i]);
			continue;
		}
		if (!is_below && push_below(push, err) != 0)
			return -1;
		is_below = true;
		if (put_manifest(push, root, tags->items[i], err) != 0)
			return -1;
	}
	return 0;
}

static int
registry_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest UNUSED, struct error *err)
{
	SCOPED(registry)
	struct registry *registry = registry_open(arena, target, REGISTRY_PUSH, err);
	SCOPED(push)
	struct push push = {
	    .arena = arena, .registry = registry, .image = image, .listed = {.arena = arena}};
	struct text_list tags = {0};
	int status;

	if (registry == NULL)
		return -1;
	push.allow_secrets = target->access != NULL && target->access->allow_secrets;
	if (target->tag != NULL)
		text_list_add(&tags, arena, target->tag);
	else if (image->tags != NULL)
		tags = *image->tags;
	if (tags.count == 0)
		text_list_add(&tags, arena, image->root->digest.text);
	status = push_tags(&push, &tags, err);
	log_detail("%s: %u requests", target->path, registry_requests(registry));
	return status;
}

const struct transport registry_transport = {
    .write = registry_write, .read = registry_source_read, .writes_missing = true};
