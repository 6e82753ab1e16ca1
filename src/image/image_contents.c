#include "base/scope.h"
#include "image/image_files.h"

#include <stdlib.h>
#include <string.h>

static int
compare_places(const void *left, const void *right)
{
	const struct image_file *one = *(const struct image_file *const *)left;
	const struct image_file *other = *(const struct image_file *const *)right;

	if (one->layer != other->layer)
		return one->layer < other->layer ? -1 : 1;
	return (one->order > other->order) - (one->order < other->order);
}

/* The files of one layer, in the order of its tar. */
static int
read_layer(const struct store *store, const struct image_manifest *manifest,
    const struct image_contents *wanted, struct layer_budget *budget, struct error *err)
{
	size_t at = wanted->files[0]->layer, order, next = 0;
	SCOPED(layer_read)
	struct layer_read *layer = layer_read_open(
	    store, &manifest->layers[at], &manifest->config.diff_ids[at], budget, err);
	bool end = false;

	if (layer == NULL)
		return -1;
	for (order = 0; layer_read_next(layer, &end, err) != NULL; order++) {
		if (next == wanted->count || wanted->files[next]->order != order)
			continue;
		if (layer_read_afford(layer, wanted->files[next]->size, err) != 0 ||
		    wanted->take(wanted->context, wanted->files[next], layer, err) != 0)
			return error_wrap(err, "\"%s\"", wanted->files[next]->path);
		next++;
	}
	return !end ? -1 : layer_read_check(layer, err);
}

int
image_read_contents(const struct store *store, const struct image_manifest *manifest,
    const struct image_contents *wanted, struct error *err)
{
	struct layer_budget budget = layer_budget_full();
	struct arena arena = {0};
	const struct image_file **sorted = arena_array(&arena, wanted->count, sizeof(*sorted));
	size_t from = 0, to;
	int status = 0;

	if (wanted->count > 0) {
		memcpy(sorted, wanted->files, wanted->count * sizeof(*sorted));
		qsort(sorted, wanted->count, sizeof(*sorted), compare_places);
	}
	for (; from < wanted->count && status == 0; from = to) {
		struct image_contents part = *wanted;

		for (to = from + 1; to < wanted->count && sorted[to]->layer == sorted[from]->layer;
		    to++)
			;
		part.files = sorted + from;
		part.count = to - from;
		status = read_layer(store, manifest, &part, &budget, err);
	}
	arena_release(&arena);
	return status;
}
