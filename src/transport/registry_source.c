#include "transport/registry_source.h"

#include "base/crew.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/stop_signal.h"
#include "base/temporary_folder.h"
#include "image/image_walk.h"
#include "registry/mirrors.h"
#include "registry/registry.h"
#include "spec/image_name.h"
#include "spec/registry_access.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The state of a source: it fetches blobs from here. */
struct registry_source {
	struct registry *registry;
	struct registry *behind; /* the registry that `registry` is a mirror of; NULL: it is none */
	struct blob_origin origin;
};

struct fetching {
	struct arena *arena;
	struct transport_source *source;
	struct registry_source *from;
	struct blob_places blobs; /* configs and layers: to be fetched later */
};

static void
close_source(void *state)
{
	struct registry_source *from = state;

	registry_close(from->registry);
	registry_close(from->behind);
	from->registry = from->behind = NULL;
}

/* A mirror may have a manifest and not the blobs that it names, or may have
 * other bytes. */
static int
get_blob(const struct registry_source *from, const struct descriptor *descriptor, int fd,
    struct error *err)
{
	if (registry_get_blob(from->registry, descriptor, fd, err) == 0)
		return 0;
	if (from->behind == NULL || stop_signal() != 0)
		return -1;
	log_note("%s; the registry itself is asked", err->text);
	err->kind = ERROR_NONE;
	return registry_get_blob(from->behind, descriptor, fd, err);
}

/* Two threads may fetch the same blob. The file gets its name when it is
 * whole. */
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
	    .origin = &fetching->from->origin};

	blob_places_add(&fetching->blobs, fetching->arena, &place);
}

/* Adds the config and the layers of a manifest. */
static int
add_blobs(void *context, const struct image_node *node, struct error *err)
{
	struct fetching *fetching = context;
	const char *name = fetching->source->store.name;
	const json_t *item;
	struct descriptor descriptor;
	size_t i;

	/* not in the registry, or an index, whose entries are documents */
	if (node->json == NULL || descriptor_is_index(&node->descriptor))
		return 0;
	if (descriptor_from_json(fetching->arena, json_object_get(node->json, "config"), name,
		&descriptor, err) != 0)
		return -1;
	add_blob(fetching, &descriptor);
	json_array_foreach(json_object_get(node->json, "layers"), i, item)
	{
		if (descriptor_from_json(fetching->arena, item, name, &descriptor, err) != 0)
			return -1;
		add_blob(fetching, &descriptor);
	}
	return 0;
}

static void
add_document(struct fetching *fetching, const struct registry_document *document)
{
	const struct blob_place place = {.digest = document->descriptor.digest,
	    .size = document->descriptor.size,
	    .bytes = text_string(&document->bytes)};

	blob_places_add(&fetching->source->places, fetching->arena, &place);
}

/* The documents that one index names, while they are fetched. */
struct children {
	struct fetching *fetching;
	const struct descriptor *items;
	struct registry_document *documents; /* without bytes: not in the registry */
	struct arena *arenas;
};

static int
fetch_child(void *context, size_t number, struct error *err)
{
	struct children *children = context;
	const struct descriptor *child = &children->items[number];
	struct registry_document *document = &children->documents[number];
	int status = registry_get_manifest(&children->arenas[number],
	    children->fetching->from->registry, child->digest.text, document, err);

	if (status == 0 && document->descriptor.size != child->size)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" has %llu bytes and not %llu, as the index says", child->digest.text,
		    (unsigned long long)document->descriptor.size, (unsigned long long)child->size);
	/* perhaps a platform that nobody asks for; if someone does, it will be
	 * missing then */
	if (status != 0 && err->kind == ERROR_NOT_FOUND) {
		err->kind = ERROR_NONE;
		*document = (struct registry_document){0};
		return 0;
	}
	return status;
}

static int
fetch_children(void *context, const struct descriptor *items, size_t count, struct error *err)
{
	struct fetching *fetching = context;
	struct children children = {.fetching = fetching, .items = items};
	const struct crew crew = {
	    registry_jobs(fetching->from->registry), count, fetch_child, &children};
	int status;
	size_t i;

	children.documents = arena_array(fetching->arena, count, sizeof(*children.documents));
	children.arenas = arena_array(fetching->arena, count, sizeof(*children.arenas));
	status = crew_run(&crew, err);
	for (i = 0; i < count; i++) {
		arena_adopt(fetching->arena, &children.arenas[i]);
		if (children.documents[i].bytes.length > 0)
			add_document(fetching, &children.documents[i]);
	}
	blob_places_sort(&fetching->source->places);
	return status;
}

static const char *
wanted_of(const struct reference *place)
{
	if (place->digest.text[0] != '\0')
		return place->digest.text;
	return place->tag != NULL ? place->tag : "latest";
}

/* The request that goes to one place after the other. */
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
	struct registry_source *from = fetching->from;

	close_source(from);
	from->registry = registry_open(fetching->arena, place, REGISTRY_PULL, err);
	if (from->registry == NULL)
		return -1;
	from->origin.parallel = registry_jobs(from->registry);
	if (behind == NULL)
		return 0;
	from->behind = registry_open(fetching->arena, behind, REGISTRY_PULL, err);
	return from->behind == NULL ? -1 : 0;
}

static int
read_place(
    void *context, const struct reference *place, const struct reference *behind, struct error *err)
{
	struct fetching *fetching = context;
	struct transport_source *source = fetching->source;
	struct registry_document root;
	const struct image_walk walk = {.store = &source->store,
	    .reach = WALK_MANIFESTS,
	    .sparse = true,
	    .visit = add_blobs,
	    .fetch = fetch_children,
	    .context = fetching};
	size_t i;

	source->places.count = 0;
	fetching->blobs.count = 0;
	if (open_place(fetching, place, behind, err) != 0 ||
	    registry_get_manifest(
		fetching->arena, fetching->from->registry, wanted_of(place), &root, err) != 0)
		return -1;
	source->root = root.descriptor;
	add_document(fetching, &root);
	if (image_walk(fetching->arena, &walk, &root.descriptor, err) != 0)
		return -1;
	for (i = 0; i < fetching->blobs.count; i++)
		blob_places_add(&source->places, fetching->arena, &fetching->blobs.items[i]);
	return 0;
}

/* Until one has it: mirrors first, the registry itself last. A mirror is no
 * reason to wait: the next may have it. */
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
		if (stop_signal() != 0)
			return -1;
		log_note("%s; the next place is asked", err->text);
	}
	return visit->ask(visit->context, &last, NULL, err);
}

int
registry_source_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	struct fetching fetching = {.arena = arena, .source = ret_source};
	const struct visit visit = {arena, read_place, &fetching};

	fetching.from = arena_alloc(arena, sizeof(*fetching.from));
	fetching.from->origin.fetch = fetch_blob;
	fetching.from->origin.context = fetching.from;
	ret_source->state = fetching.from;
	ret_source->close = close_source;
	ret_source->store = (struct store){.name = source->path, .places = &ret_source->places};
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
