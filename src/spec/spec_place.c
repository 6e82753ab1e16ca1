#include "spec/spec_place.h"

void
spec_place_add(struct spec *spec, struct arena *arena, const struct spec_key *key,
    const struct spec_place *place)
{
	struct spec_places *places = &spec->places;

	places->items = arena_grow(
	    arena, places->items, places->count, &places->capacity, sizeof(*places->items));
	places->items[places->count] = *place;
	places->items[places->count++].member = key->offset;
}

int
spec_place_wrap(const struct spec *spec, size_t member, const char *text, struct error *err)
{
	const struct spec_place *place, *found = NULL;

	for (place = spec->places.items; place < spec->places.items + spec->places.count; place++)
		if (place->member == member &&
		    (found == NULL || (text != NULL && place->text == text)))
			found = place;
	return found == NULL ? -1 : error_wrap(err, "%s:%u", spec->file, found->line);
}
