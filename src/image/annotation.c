#include "image/annotation.h"

#include <stdio.h>
#include <time.h>

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

void
annotation_known(struct arena *arena, const struct spec *spec, const struct spec_pairs *own,
    struct spec_pairs *ret_pairs)
{
	size_t i;

	*ret_pairs = (struct spec_pairs){0};
	spec_pairs_set(ret_pairs, arena, "org.opencontainers.image.title", spec->name);
	if (spec->image.created != 0)
		spec_pairs_set(ret_pairs, arena, "org.opencontainers.image.created",
		    annotation_time(arena, spec->image.created));
	for (i = 0; i < own->count; i++)
		spec_pairs_set(ret_pairs, arena, own->items[i].key, own->items[i].value);
	spec_pairs_sort(ret_pairs);
}
