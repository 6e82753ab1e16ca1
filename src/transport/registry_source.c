#include "transport/registry_source.h"

#include "base/crew.h"
#include "base/log.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "registry/mirrors.h"
#include "registry/registry.h"
#include "spec/image_name.h"
#include "spec/registry_access.h"
#include "store/descent.h"
#include "transport/layout_index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fetching {
	struct arena *arena;
	struct transport_source *source;
	struct blob_origin *origin; /* of the source's blobs */
	struct descent descent;
};

static void
scope_fetching(struct fetching *fetching)
{
	scope_descent(&fetching->descent);
}

/* A mirror that has a manifest may not have all that it names, or other bytes. */
static int
get_blob(const struct transport_source *from, const struct descriptor *descriptor, int fd,
    struct error *err)
{
	if (registry_get_blob(from->registry, descriptor, fd, err) == 0)
		return 0;
	if (from->behind == NULL || process_stop_signal() != 0)
		return -1;
	log_note("%s; the registry itself is asked", err->text);
	err->kind = ERROR_NONE;
	return registry_get_blob(from->behind, descriptor, fd, err);
}

/* Two threads that want one blob both bring it; the file gets its name when it is whole. */
static int
fetch_blob(void *context, const struct blob_place *place, struct error *err)
{
	const struct descriptor descriptor = {.digest = place->digest, .size = place->size};
	char part[4096];
	int fd, status;

	if (access(place->path, F_OK) == 0)
		return 0;
	if (snprintf(part, sizeof(part), "%s.part-XXXXXX", place->path) >= (int)sizeof(part))
		return error_set(err, ERROR_FAILED, "the path \"%.200s...\" is too long", part);
	fd = mkostemp(part, O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, "cannot write \"%s\"", part);
	/* as the blobs of a layout, which it may become by a second name */
	status = fchmod(fd, 0644) != 0 ? error_errno(err, "cannot write \"%s\"", part)
				       : get_blob(context, &descriptor, fd, err);
	if (close(fd) != 0 && status == 0)
		status = error_errno(err, "cannot write \"%s\"", part);
	if (status == 0 && rename(part, place->path) != 0)
		status = error_errno(err, "cannot write \"%s\"", place->path);
	if (status != 0)
		unlink(part);
	return status;
}

static void
add_blob(struct fetching *fetching, const struct descriptor *descriptor)
{
	struct blob_place place = {.digest = descriptor->digest,
	    .size = descriptor->size,
	    .path = path_join(
		fetching->arena, fetching->source->unpacked.path, digest_hex(&descriptor->digest)),
	    .origin = fetching->origin};

	blob_places_add(&fetching->source->places, fetching->arena, &place);
}

/* What a manifest names: its config and its layers. */
static int
add_blobs(struct fetching *fetching, const json_t *json, struct error *err)
{
	const char *name = fetching->source->store.name;
	const json_t *item;
	struct descriptor descriptor;
	size_t i;

	if (descriptor_from_json(
		fetching->arena, json_object_get(json, "config"), name, &descriptor, err) != 0)
		return -1;
	add_blob(fetching, &descriptor);
	json_array_foreach(json_object_get(json, "layers"), i, item)
	{
		if (descriptor_from_json(fetching->arena, item, name, &descriptor, err) != 0)
			return -1;
		add_blob(fetching, &descriptor);
	}
	return 0;
}

static int add_document(struct fetching *fetching, const struct registry_document *document,
    unsigned depth, struct error *err);

/* What one index names, on its way. */
struct children {
	struct fetching *fetching;
	struct descriptor *items;
	struct registry_document *documents; /* without bytes: the registry has not got it */
	struct arena *arenas;
	size_t count;
};

static int
fetch_child(void *context, size_t number, struct error *err)
{
	struct children *children = context;
	const struct descriptor *child = &children->items[number];
	struct registry_document *document = &children->documents[number];
	int status = registry_get_manifest(&children->arenas[number],
	    children->fetching->source->registry, child->digest.text, document, err);

	if (status == 0 && document->descriptor.size != child->size)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" has %llu bytes and not %llu, as the index says", child->digest.text,
		    (unsigned long long)document->descriptor.size, (unsigned long long)child->size);
	/* of an image that nobody asks for; who does will hear that it is missing */
	if (status != 0 && err->kind == ERROR_NOT_FOUND) {
		err->kind = ERROR_NONE;
		*document = (struct registry_document){0};
		return 0;
	}
	return status;
}

static int
add_children(
    struct fetching *fetching, struct children *children, unsigned depth, struct error *err)
{
	const struct crew crew = {
	    registry_jobs(fetching->source->registry), children->count, fetch_child, children};
	int status = crew_run(&crew, err);
	size_t i;

	for (i = 0; i < children->count; i++)
		arena_adopt(fetching->arena, &children->arenas[i]);
	for (i = 0; i < children->count && status == 0; i++)
		if (children->documents[i].bytes.length > 0)
			status = add_document(fetching, &children->documents[i], depth + 1, err);
	return status;
}

static int
add_index(struct fetching *fetching, const json_t *json, unsigned depth, struct error *err)
{
	const json_t *list = json_object_get(json, "manifests"), *item;
	struct children children = {.fetching = fetching};
	struct descriptor child;
	int entered;
	size_t i;

	children.items =
	    arena_array(fetching->arena, json_array_size(list), sizeof(*children.items));
	json_array_foreach((json_t *)(uintptr_t)list, i, item)
	{
		if (descriptor_from_json(
			fetching->arena, item, fetching->source->store.name, &child, err) != 0)
			return -1;
		entered = descent_enter(&fetching->descent, &child, depth + 1, err);
		if (entered < 0)
			return -1;
		if (entered > 0)
			children.items[children.count++] = child;
	}
	children.documents =
	    arena_array(fetching->arena, children.count, sizeof(*children.documents));
	children.arenas = arena_array(fetching->arena, children.count, sizeof(*children.arenas));
	return add_children(fetching, &children, depth, err);
}

/* An index or a manifest, and all below it. */
static int
add_document(struct fetching *fetching, const struct registry_document *document, unsigned depth,
    struct error *err)
{
	const struct descriptor *descriptor = &document->descriptor;
	struct blob_place place = {.digest = descriptor->digest,
	    .size = descriptor->size,
	    .bytes = text_string(&document->bytes)};
	SCOPED(json)
	json_t *json = json_parse(place.bytes, document->bytes.length,
	    arena_printf(
		fetching->arena, "%s: %s", fetching->source->store.name, descriptor->digest.text),
	    err);

	if (json == NULL)
		return -1;
	blob_places_add(&fetching->source->places, fetching->arena, &place);
	return descriptor_is_index(descriptor) ? add_index(fetching, json, depth, err)
					       : add_blobs(fetching, json, err);
}

static const char *
wanted_of(const struct reference *place)
{
	if (place->digest.text[0] != '\0')
		return place->digest.text;
	return place->tag != NULL ? place->tag : "latest";
}

/* What is asked of one place after the other. */
struct visit {
	struct arena *arena;
	/* `behind` is what the place is a mirror of; NULL: it is none */
	int (*ask)(void *context, const struct reference *place, const struct reference *behind,
	    struct error *err);
	void *context;
};

static int
open_place(struct fetching *fetching, const struct reference *place, const struct reference *behind,
    struct error *err)
{
	struct transport_source *source = fetching->source;

	registry_close(source->registry);
	registry_close(source->behind);
	source->behind = NULL;
	source->registry = registry_open(fetching->arena, place, REGISTRY_PULL, err);
	if (source->registry != NULL && behind != NULL)
		source->behind = registry_open(fetching->arena, behind, REGISTRY_PULL, err);
	if (source->registry == NULL || (behind != NULL && source->behind == NULL))
		return -1;
	fetching->origin->parallel = registry_jobs(source->registry);
	return 0;
}

static int
read_place(
    void *context, const struct reference *place, const struct reference *behind, struct error *err)
{
	struct fetching *fetching = context;
	struct registry_document root;

	fetching->source->places.count = 0;
	if (open_place(fetching, place, behind, err) != 0 ||
	    registry_get_manifest(
		fetching->arena, fetching->source->registry, wanted_of(place), &root, err) != 0)
		return -1;
	fetching->source->root = root.descriptor;
	scope_descent(&fetching->descent);
	fetching->descent = (struct descent){
	    .arena = fetching->arena, .name = fetching->source->store.name, .only_documents = true};
	if (descent_enter(&fetching->descent, &root.descriptor, 0, err) < 0)
		return -1;
	return add_document(fetching, &root, 0, err);
}

/* Until one has it: mirrors first, the registry itself last. A mirror is no reason to wait: the next may have it. */
static int
visit_places(const struct visit *visit, const struct reference *source, struct error *err)
{
	static const struct registry_access defaults = {0};
	struct registry_access access = source->access == NULL ? defaults : *source->access;
	struct reference place = *source, last = *source;
	struct mirrors mirrors;
	size_t i;

	if (mirrors_find(
		visit->arena, source->path, source->digest.text[0] != '\0', &mirrors, err) != 0)
		return -1;
	for (i = 0; i < mirrors.insecure.count; i++)
		text_list_add(&access.insecure, visit->arena, mirrors.insecure.items[i]);
	last.path = mirrors.places.items[mirrors.places.count - 1];
	last.access = arena_copy(visit->arena, &access, sizeof(access));
	access.has_retries = true;
	access.retries = 0;
	place.access = arena_copy(visit->arena, &access, sizeof(access));
	for (i = 0; i + 1 < mirrors.places.count; i++) {
		place.path = mirrors.places.items[i];
		if (visit->ask(visit->context, &place, &last, err) == 0)
			return 0;
		if (process_stop_signal() != 0)
			return -1;
		log_note("%s; the next place is asked", err->text);
	}
	return visit->ask(visit->context, &last, NULL, err);
}

int
registry_source_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	SCOPED(fetching) struct fetching fetching = {.arena = arena, .source = ret_source};
	const struct visit visit = {arena, read_place, &fetching};
	const struct blob_origin origin = {fetch_blob, ret_source, 1};

	fetching.origin = arena_copy(arena, &origin, sizeof(origin));
	ret_source->store = (struct store){.name = source->path};
	image_name_split(arena, source->path, &ret_source->name, NULL);
	if (source->tag != NULL)
		text_list_add(&ret_source->tags, arena, source->tag);
	if (temporary_folder_make(&ret_source->unpacked, err) != 0 ||
	    visit_places(&visit, source, err) != 0)
		return -1;
	blob_places_sort(&ret_source->places);
	return 0;
}

struct resolving {
	struct arena *arena;
	struct digest digest;
};

static int
resolve_place(void *context, const struct reference *place, const struct reference *behind UNUSED,
    struct error *err)
{
	struct resolving *resolving = context;
	SCOPED(registry)
	struct registry *registry = registry_open(resolving->arena, place, REGISTRY_PULL, err);
	struct descriptor found;

	if (registry == NULL ||
	    registry_resolve(resolving->arena, registry, wanted_of(place), &found, err) != 0)
		return -1;
	resolving->digest = found.digest;
	return 0;
}

int
registry_source_resolve(struct arena *arena, const struct reference *source,
    struct digest *ret_digest, struct error *err)
{
	struct resolving resolving = {.arena = arena};
	const struct visit visit = {arena, resolve_place, &resolving};

	if (visit_places(&visit, source, err) != 0)
		return -1;
	*ret_digest = resolving.digest;
	return 0;
}

/* Blobs that are to be fetched. */
struct gathering {
	struct arena *arena;
	const struct store *store;
	const struct blob_place **places;
	size_t count, capacity;
};

static int
add_wanted(void *context, const struct descriptor *descriptor, struct error *err UNUSED)
{
	struct gathering *gathering = context;
	const struct blob_place *place =
	    blob_places_find(gathering->store->places, &descriptor->digest);

	if (place == NULL || place->origin == NULL || place->size != descriptor->size)
		return 0;
	gathering->places = arena_grow(gathering->arena, gathering->places, gathering->count,
	    &gathering->capacity, sizeof(const struct blob_place *));
	gathering->places[gathering->count++] = place;
	return 0;
}

static int
gather_one(void *context, size_t number, struct error *err)
{
	const struct gathering *gathering = context;
	const struct blob_place *place = gathering->places[number];

	return place->origin->fetch(place->origin->context, place, err);
}

int
registry_source_gather(struct arena *arena, const struct transport_write *image, struct error *err)
{
	struct gathering gathering = {.arena = arena, .store = image->store};
	const struct layout_walk walk = {add_wanted, &gathering};
	struct crew crew = {.task = gather_one, .context = &gathering};
	const struct blob_places *places = image->store->places;
	size_t i = 0;

	while (places != NULL && i < places->count && places->items[i].origin == NULL)
		i++;
	if (places == NULL || i == places->count)
		return 0;
	if (layout_walk_blobs(arena, image->store, image->root, &walk, err) != 0)
		return -1;
	crew.threads = places->items[i].origin->parallel;
	crew.count = gathering.count;
	return crew_run(&crew, err);
}
