#include "image/annotation.h"

#include <stdio.h>
#include <time.h>

#define PREFIX "org.opencontainers.image."

char *
annotation_time(struct arena *arena, int64_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm parts;
	char text[64];

	if (gmtime_r(&when, &parts) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		return arena_strdup(arena, "1970-01-01T00:00:00Z");
	return arena_strdup(arena, text);
}

/* Collects the facts that are known of the image, then those of `other`, then
 * all of `own`. */
static void
known(struct arena *arena, const struct spec *spec, const struct pairs *other,
    const struct pairs *own, struct pairs *pairs)
{
	size_t i;

	pairs_set(pairs, arena, PREFIX "title", spec->name);
	if (spec->image.created != 0)
		pairs_set(
		    pairs, arena, PREFIX "created", annotation_time(arena, spec->image.created));
	for (i = 0; i < other->count; i++)
		if (text_starts_with(other->items[i].key, PREFIX))
			pairs_set(pairs, arena, other->items[i].key, other->items[i].value);
	for (i = 0; i < own->count; i++)
		pairs_set(pairs, arena, own->items[i].key, own->items[i].value);
	pairs_sort(pairs);
}

void
annotation_labels(struct arena *arena, const struct spec *spec, struct pairs *ret_pairs)
{
	*ret_pairs = (struct pairs){0};
	known(arena, spec, &spec->image.annotations, &spec->image.labels, ret_pairs);
}

void
annotation_annotations(struct arena *arena, const struct spec *spec, struct pairs *ret_pairs)
{
	*ret_pairs = (struct pairs){0};
	known(arena, spec, &spec->image.labels, &spec->image.annotations, ret_pairs);
}
