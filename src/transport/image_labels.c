#include "transport/image_labels.h"

#include "spec/image_name.h"

#include <string.h>

void
image_labels_add(
    struct image_labels *labels, struct arena *arena, const char *whole, const char *tag)
{
	size_t i;

	for (i = 0; i < labels->count; i++)
		if (image_name_same(arena, labels->items[i].whole, whole))
			return;
	labels->items = arena_grow(
	    arena, labels->items, labels->count, &labels->capacity, sizeof(*labels->items));
	labels->items[labels->count++] = (struct image_label){whole, tag};
}

/* Adds a tag. In layouts of other tools a tag may be a whole name. */
static void
add_tag(struct image_labels *labels, struct arena *arena, const char *name, const char *tag)
{
	image_labels_add(labels, arena,
	    strpbrk(tag, ":/") != NULL ? tag : arena_printf(arena, "%s:%s", name, tag), tag);
}

void
image_labels_for(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct image_labels *ret_labels)
{
	size_t i;

	*ret_labels = (struct image_labels){0};
	if (target->tag != NULL) {
		add_tag(ret_labels, arena, target->name != NULL ? target->name : image->name,
		    target->tag);
		return;
	}
	if (image->labels != NULL && image->labels->count > 0) {
		*ret_labels = *image->labels;
		return;
	}
	for (i = 0; i < image->tags->count; i++)
		add_tag(ret_labels, arena, image->name, image->tags->items[i]);
}

const char *
image_labels_from(
    struct arena *arena, const struct text_list *names, struct image_labels *ret_labels)
{
	const char *name, *tag, *first = NULL;
	size_t i;

	*ret_labels = (struct image_labels){0};
	for (i = 0; i < names->count; i++) {
		image_name_split(arena, names->items[i], &name, &tag);
		image_labels_add(ret_labels, arena, arena_printf(arena, "%s:%s", name, tag), tag);
		if (first == NULL)
			first = name;
	}
	return first;
}
