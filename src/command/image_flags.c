#include "command/image_flags.h"

static int
set_platform(void *context, const struct flag_value *value, struct error *err)
{
	struct platform_choice choice;

	if (platform_choice_parse(value->arena, value->text, &choice, err) != 0)
		return -1;
	*(const struct platform_choice **)context =
	    arena_copy(value->arena, &choice, sizeof(choice));
	return 0;
}

const struct flag image_platform_flags[] = {
    {"platform", 'p', "PLATFORM", "which image of an index", .set = set_platform},
    {0},
};

int
image_open(struct arena *arena, const struct image_operand *operand,
    struct transport_source *ret_source, struct image *ret_image, struct error *err)
{
	struct reference reference;

	if (reference_parse_source(arena, operand->text, &reference, err) != 0)
		return -1;
	registry_access_set(&reference, operand->access);
	if (transport_read(arena, &reference, ret_source, err) != 0)
		return -1;
	return image_read(arena, &ret_source->store, &ret_source->root, ret_image, err);
}
