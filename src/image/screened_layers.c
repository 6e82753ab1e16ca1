#include "image/screened_layers.h"

#include "cache/cache_lines.h"

void
screened_layers_read(struct arena *arena, struct text_list *ret_digests)
{
	cache_lines_read(arena, PLACE_SCREENED_LAYERS, SCREENED_RULES, ret_digests);
}

void
screened_layers_note(const struct digest *digests, size_t count)
{
	struct arena arena = {0};
	struct text_list lines = {0};
	size_t i;

	for (i = 0; i < count; i++)
		text_list_add(&lines, &arena, digests[i].text);
	cache_lines_add(PLACE_SCREENED_LAYERS, SCREENED_RULES, &lines);
	arena_release(&arena);
}
