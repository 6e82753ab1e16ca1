#include "image/image_fetch.h"

#include "base/crew.h"
#include "image/image_walk.h"
#include "store/blob_place.h"

/* The places of blobs that are to be fetched. */
struct fetch_list {
	struct arena *arena;
	const struct store *store;
	const struct blob_place **places;
	size_t count, capacity;
	unsigned parallel; /* the most that an origin allows */
};

static int
add_blob(void *context, const struct image_node *node, struct error *err UNUSED)
{
	struct fetch_list *list = context;
	const struct blob_place *place =
	    blob_places_find(list->store->places, &node->descriptor.digest);

	if (place == NULL || place->origin == NULL || place->size != node->descriptor.size)
		return 0;
	list->places = arena_grow(list->arena, list->places, list->count, &list->capacity,
	    sizeof(const struct blob_place *));
	list->places[list->count++] = place;
	if (list->parallel < place->origin->parallel)
		list->parallel = place->origin->parallel;
	return 0;
}

static int
fetch_one(void *context, size_t number, struct error *err)
{
	const struct fetch_list *list = context;
	const struct blob_place *place = list->places[number];

	return place->origin->fetch(place->origin->context, place, err);
}

static bool
has_origins(const struct blob_places *places)
{
	size_t i;

	for (i = 0; places != NULL && i < places->count; i++)
		if (places->items[i].origin != NULL)
			return true;
	return false;
}

int
image_fetch(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct error *err)
{
	struct fetch_list list = {.arena = arena, .store = store};
	const struct image_walk walk = {
	    .store = store, .reach = WALK_BLOBS, .visit = add_blob, .context = &list};
	struct crew crew = {.task = fetch_one, .context = &list};

	if (!has_origins(store->places))
		return 0;
	if (image_walk(arena, &walk, root, err) != 0)
		return -1;
	crew.threads = list.parallel;
	crew.count = list.count;
	return crew_run(&crew, err);
}
