#include "store/blob_place.h"

#include <stdlib.h>
#include <string.h>

void
blob_places_add(struct blob_places *places, struct arena *arena, const struct blob_place *place)
{
	places->items = arena_grow(
	    arena, places->items, places->count, &places->capacity, sizeof(*places->items));
	places->items[places->count++] = *place;
}

/* One content may lie in several places: which is read does not depend on the
 * sorting. */
static int
compare_places(const void *left, const void *right)
{
	const struct blob_place *one = left, *other = right;
	int order = strcmp(one->digest.text, other->digest.text);

	return order != 0 ? order : (one->offset > other->offset) - (one->offset < other->offset);
}

void
blob_places_sort(struct blob_places *places)
{
	if (places->count > 1)
		qsort(places->items, places->count, sizeof(*places->items), compare_places);
}

const struct blob_place *
blob_places_find(const struct blob_places *places, const struct digest *digest)
{
	size_t from = 0, to = places->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(places->items[middle].digest.text, digest->text) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == places->count || !digest_equal(&places->items[from].digest, digest))
		return NULL;
	return &places->items[from];
}
