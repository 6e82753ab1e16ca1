#include "transport/referrers.h"

#include "base/log.h"
#include "base/scope.h"
#include "image/image_fetch.h"
#include "image/image_walk.h"
#include "registry/registry.h"
#include "spec/registry_access.h"
#include "transport/referrer_find.h"

#include <string.h>

/* Limits: steps from the image to a referrer of referrers, and manifests in
 * all. */
enum { DEEPEST = 8, MOST = 1000 };

/* A digest whose referrers are searched. */
struct subject {
	struct digest digest;
	unsigned depth; /* number of referrers between this digest and the image */
};

struct search {
	struct arena *arena;
	const struct referrers_route *route;
	struct referrer_finder finder;
	struct subject *subjects; /* searched in this order; new ones are added at the end */
	size_t count, capacity;
	struct referrers *found;
	uint64_t bytes; /* of their manifests */
};

static void
scope_search(struct search *search)
{
	scope_referrer_finder(&search->finder);
}

void
scope_referrers(struct referrers *referrers)
{
	size_t i;

	for (i = 0; i < referrers->count; i++) {
		if (referrers->items[i].opened != NULL)
			scope_transport_source(referrers->items[i].opened);
		json_decref(referrers->items[i].entry);
	}
}

int
referrers_check_route(const struct reference *from, const struct reference *to, struct error *err)
{
	const struct reference *ends[] = {from, to};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (ends[i]->transport != TRANSPORT_REGISTRY && ends[i]->transport != TRANSPORT_OCI)
			return error_set(err, ERROR_USAGE,
			    "--referrers goes between registries and oci: layouts; \"%s\" is neither",
			    ends[i]->path);
	return 0;
}

/* A digest that is in the list already is not added again. */
static void
add_subject(struct search *search, const struct digest *digest, unsigned depth)
{
	size_t i;

	for (i = 0; i < search->count; i++)
		if (digest_equal(&search->subjects[i].digest, digest))
			return;
	search->subjects = arena_grow(search->arena, search->subjects, search->count,
	    &search->capacity, sizeof(*search->subjects));
	search->subjects[search->count++] = (struct subject){*digest, depth};
}

/* A manifest or index whose digests become subjects. */
struct tree {
	struct search *search;
	const struct store *store;
	unsigned depth; /* of the subjects */
};

static int
add_node(void *context, const struct image_node *node, struct error *err)
{
	const struct tree *tree = context;

	add_subject(tree->search, &node->descriptor.digest, tree->depth);
	if (tree->search->count <= MOST)
		return 0;
	return error_set(
	    err, ERROR_FAILED, "\"%s\" names more than %d manifests", tree->store->name, MOST);
}

/* Adds the manifest or index itself, and then all manifests that it names. The
 * index of a platform that was not copied may be missing. */
static int
add_subjects(struct tree *tree, const struct descriptor *root, struct error *err)
{
	const struct image_walk walk = {.store = tree->store,
	    .reach = WALK_INDEXES,
	    .sparse = true,
	    .visit = add_node,
	    .context = tree};

	add_subject(tree->search, &root->digest, tree->depth);
	return image_walk(tree->search->arena, &walk, root, err);
}

/* The entry for a list of referrers: descriptor, artifact type and annotations
 * of the manifest. Clause: distribution-spec 1.1, "Listing Referrers". */
static json_t *
entry_of(const struct descriptor *descriptor, const json_t *manifest)
{
	json_t *entry = json_object(), *annotations = json_object_get(manifest, "annotations");
	json_t *type = json_object_get(manifest, "artifactType");

	if (type == NULL)
		type = json_object_get(json_object_get(manifest, "config"), "mediaType");
	json_object_set_new(entry, "mediaType", json_string(descriptor->media_type));
	json_object_set_new(entry, "digest", json_string(descriptor->digest.text));
	json_object_set_new(entry, "size", json_integer((json_int_t)descriptor->size));
	if (type != NULL)
		json_object_set(entry, "artifactType", type);
	if (annotations != NULL)
		json_object_set(entry, "annotations", annotations);
	return entry;
}

/* Adds a referrer with all its blobs to the list, and adds its own digests to
 * the subjects. */
static int
keep(struct search *search, const struct referring *one, const struct subject *subject,
    struct error *err)
{
	struct tree tree = {search, one->store, subject->depth + 1};
	SCOPED(json)
	json_t *json = store_read_json(search->arena, one->store, &one->descriptor, err);
	const char *own =
	    json_string_value(json_object_get(json_object_get(json, "subject"), "digest"));
	struct referrers *found = search->found;
	struct referring kept = *one;

	search->bytes += one->descriptor.size;
	if (search->bytes > WALK_BYTES)
		return error_set(err, ERROR_FAILED,
		    "the manifests that refer to the image have more than %d bytes, the most that mote reads",
		    WALK_BYTES);
	if (json == NULL)
		return -1;
	if (one->tag == NULL && (own == NULL || strcmp(own, subject->digest.text) != 0)) {
		log_warning("\"%s\" is listed as referring to \"%s\" and does not; it is left",
		    one->descriptor.digest.text, subject->digest.text);
		return 0;
	}
	if (one->opened != NULL &&
	    image_fetch(search->arena, one->store, &one->descriptor, err) != 0)
		return -1;
	kept.subject = subject->digest;
	kept.entry = entry_of(&one->descriptor, json);
	found->items = arena_grow(
	    search->arena, found->items, found->count, &found->capacity, sizeof(*found->items));
	found->items[found->count++] = kept;
	return add_subjects(&tree, &one->descriptor, err);
}

/* Whether the referrer is skipped: the list has it already, or it is neither a
 * manifest nor an index. */
static bool
is_left(const struct search *search, const struct referrer *referrer, const struct subject *subject)
{
	const struct descriptor *descriptor = &referrer->descriptor;
	size_t i;

	for (i = 0; i < search->found->count; i++) {
		const struct referring *one = &search->found->items[i];

		if (digest_equal(&one->descriptor.digest, &descriptor->digest) &&
		    (one->tag == NULL) == (referrer->tag == NULL) &&
		    (one->tag == NULL || strcmp(one->tag, referrer->tag) == 0))
			return true;
	}
	if (descriptor_is_manifest(descriptor) || descriptor_is_index(descriptor))
		return false;
	log_warning(
	    "\"%s\", which refers to \"%s\", is \"%s\", which mote does not copy; it is left",
	    descriptor->digest.text, subject->digest.text, descriptor->media_type);
	return true;
}

static int
open_one(struct search *search, const struct referrer *referrer, const struct subject *subject,
    struct error *err)
{
	struct reference from = *search->route->from;
	struct referring one = {.tag = referrer->tag,
	    .descriptor = referrer->descriptor,
	    .store = &search->route->source->store};
	size_t before = search->found->count;
	int status;

	if (is_left(search, referrer, subject))
		return 0;
	if (before >= MOST || subject->depth >= DEEPEST)
		return error_set(err, ERROR_FAILED,
		    "more than %d manifests refer to the image, or in more than %d steps", MOST,
		    DEEPEST);
	if (search->finder.registry == NULL)
		return keep(search, &one, subject, err);
	from.tag = NULL;
	from.digest = referrer->descriptor.digest;
	one.opened = arena_alloc(search->arena, sizeof(*one.opened));
	status = transport_read(search->arena, &from, one.opened, err);
	if (status == 0) {
		one.descriptor = one.opened->root;
		one.store = &one.opened->store;
		status = keep(search, &one, subject, err);
	}
	if (search->found->count == before)
		scope_transport_source(one.opened);
	return status;
}

int
referrers_find(struct arena *arena, const struct referrers_route *route,
    struct referrers *ret_referrers, struct error *err)
{
	SCOPED(search)
	struct search search = {.arena = arena, .route = route, .found = ret_referrers};
	struct tree tree = {&search, &route->source->store, 0};
	size_t i, k;

	if (referrer_finder_open(arena, route->from, route->source, &search.finder, err) != 0 ||
	    add_subjects(&tree, &route->source->root, err) != 0)
		return -1;
	for (i = 0; i < search.count; i++) {
		const struct subject subject = search.subjects[i];
		struct referrer_list list;

		if (referrer_find(arena, &search.finder, &subject.digest, &list, err) != 0)
			return -1;
		for (k = 0; k < list.count; k++)
			if (open_one(&search, &list.items[k], &subject, err) != 0)
				return -1;
	}
	return 0;
}

static int
write_one(struct arena *arena, const struct referring *one, const struct reference *to,
    const char *name, struct error *err)
{
	struct reference target = *to;
	struct text_list none = {0};
	const struct transport_image image = {
	    .store = one->store, .root = &one->descriptor, .name = name, .tags = &none};
	struct digest digest;

	target.tag = one->tag;
	target.digest.text[0] = '\0';
	return transport_write(arena, &target, &image, &digest, err);
}

/* Writes the list of a subject's referrers to a registry that does not keep
 * such lists. */
static int
list_of_subject(struct arena *arena, const struct referrers *referrers, struct registry *registry,
    const struct digest *subject, struct error *err)
{
	SCOPED(json) json_t *entries = json_array();
	struct registry_referrers there;
	size_t i;

	for (i = 0; i < referrers->count; i++)
		if (referrers->items[i].tag == NULL &&
		    digest_equal(&referrers->items[i].subject, subject))
			json_array_append(entries, referrers->items[i].entry);
	if (json_array_size(entries) == 0)
		return 0;
	if (registry_list_referrers(arena, registry, subject, &there, err) != 0)
		return -1;
	return there.by_api ? 0 : registry_add_referrers(registry, subject, entries, err);
}

static int
list_all(struct arena *arena, const struct referrers *referrers, const struct reference *to,
    struct error *err)
{
	SCOPED(registry) struct registry *registry = registry_open(arena, to, REGISTRY_PUSH, err);
	size_t i, k;

	if (registry == NULL)
		return -1;
	for (i = 0; i < referrers->count; i++) {
		const struct digest *subject = &referrers->items[i].subject;

		for (k = 0; k < i && !digest_equal(&referrers->items[k].subject, subject); k++)
			continue;
		if (k == i && list_of_subject(arena, referrers, registry, subject, err) != 0)
			return -1;
	}
	return 0;
}

int
referrers_write(struct arena *arena, const struct referrers *referrers, const struct reference *to,
    const char *name, struct error *err)
{
	struct registry_access access = {0};
	struct reference target = *to;
	size_t i;

	/* signatures and lists have no layers of files in which a secret could
	 * be found */
	if (to->access != NULL)
		access = *to->access;
	access.allow_secrets = true;
	target.access = &access;
	for (i = 0; i < referrers->count; i++)
		if (write_one(arena, &referrers->items[i], &target, name, err) != 0)
			return -1;
	return to->transport == TRANSPORT_REGISTRY && referrers->count > 0
	    ? list_all(arena, referrers, &target, err)
	    : 0;
}
