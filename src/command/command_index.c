#include "base/scope.h"
#include "command/command.h"
#include "command/image_copy.h"
#include "command/verbs.h"
#include "image/image_index.h"
#include "spec/spec_value.h"

#include <string.h>

struct index_flags {
	struct copy_options options; /* what of it the flags here say */
	struct reference *targets;
	size_t count, capacity;
	bool replace;
};

static void
add_target(struct index_flags *own, struct arena *arena, const struct reference *target)
{
	own->targets =
	    arena_grow(arena, own->targets, own->count, &own->capacity, sizeof(*own->targets));
	own->targets[own->count++] = *target;
}

static int
set_repository(void *context, const struct flag_value *value, struct error *err)
{
	struct reference target;

	if (reference_parse_registry(value->arena, value->text, &target, err) != 0 ||
	    reference_check_target(value->text, &target, err) != 0)
		return -1;
	add_target(context, value->arena, &target);
	return 0;
}

static int
set_output(void *context, const struct flag_value *value, struct error *err)
{
	struct reference target;

	if (reference_parse_target(value->arena, value->text, &target, err) != 0)
		return -1;
	add_target(context, value->arena, &target);
	return 0;
}

static int
set_digest_file(void *context, const struct flag_value *value, struct error *err)
{
	((struct index_flags *)context)->options.digest_file = value->text;
	return value_output("--digest-file", value->text, err);
}

static const struct flag own_flags[] = {
    {"tag", 't', "HOST/NAME[:TAG]", "the repository it goes to; again: more", .set = set_repository,
	.of = "create"},
    {"output", 'o', "IMAGE", "or oci:DIR, archive:FILE, ...; again: more", .set = set_output,
	.of = "create"},
    {"replace", 0, NULL, "in place of what is there for the platform",
	FLAG_SWITCH(struct index_flags, replace), .of = "add"},
    {"digest-file", 0, "FILE", "write the digest and a newline, last of all",
	.set = set_digest_file},
    {0},
};

/* The images that become one; each stays open until it is written. */
struct joining {
	struct arena *arena;
	struct index_flags *own;
	struct transport_source *sources;
	size_t count;
	struct index_entries entries;
};

static void
scope_joining(struct joining *joining)
{
	size_t i;

	for (i = 0; i < joining->count; i++)
		scope_transport_source(&joining->sources[i]);
}

static struct joining
joining_of(const struct word_call *call)
{
	struct joining joining = {
	    .arena = call->arena, .own = call->flags, .entries.arena = call->arena};

	joining.sources = arena_array(call->arena, call->operand_count, sizeof(*joining.sources));
	return joining;
}

/* One operand of the command line. */
static int
open_source(struct joining *joining, const char *operand, bool may_go, struct error *err)
{
	struct transport_source *source = &joining->sources[joining->count++];
	const struct index_source images = {&source->store, &source->root, operand, may_go};
	struct reference reference;

	if (reference_parse_source(joining->arena, operand, &reference, err) != 0)
		return -1;
	registry_access_set(&reference, &joining->own->options.access);
	if (transport_read(joining->arena, &reference, source, err) != 0)
		return -1;
	return index_entries_add(&joining->entries, &images, err);
}

static int
open_sources(struct joining *joining, const char *const *operands, struct error *err)
{
	for (; *operands != NULL; operands++)
		if (open_source(joining, *operands, false, err) != 0)
			return -1;
	return 0;
}

static int
write_index(struct joining *joining, struct error *err)
{
	struct index_flags *own = joining->own;
	const struct copy_route route = {.targets = own->targets, .count = own->count};
	struct transport_source joined = {.name = joining->sources[0].name};
	struct index_joined index;

	if (index_entries_join(&joining->entries, &index, err) != 0)
		return -1;
	joined.root = index.root;
	joined.places = index.places;
	joined.store.name = "the images of the index";
	joined.store.places = &joined.places;
	registry_access_set_all(own->targets, own->count, &own->options.access);
	return image_copy_write(joining->arena, &own->options, &route, &joined, err);
}

static int
create(const struct word_call *call, struct error *err)
{
	SCOPED(joining) struct joining joining = joining_of(call);

	if (joining.own->count == 0)
		return error_set(err, ERROR_USAGE,
		    "index create writes nowhere; add -t HOST/NAME[:TAG], or -o TARGET");
	if (open_sources(&joining, call->operands, err) != 0)
		return -1;
	return write_index(&joining, err);
}

/* The index that the first operand names is read, and later written back under
 * the same tag. */
static int
open_index(struct joining *joining, const char *operand, bool may_go, struct error *err)
{
	struct reference target;

	if (reference_parse_source(joining->arena, operand, &target, err) != 0 ||
	    reference_check_target(operand, &target, err) != 0)
		return -1;
	if (open_source(joining, operand, may_go, err) != 0)
		return -1;
	add_target(joining->own, joining->arena, &target);
	return 0;
}

static int
add(const struct word_call *call, struct error *err)
{
	SCOPED(joining) struct joining joining = joining_of(call);

	if (open_index(&joining, call->operands[0], joining.own->replace, err) != 0 ||
	    open_sources(&joining, call->operands + 1, err) != 0)
		return -1;
	return write_index(&joining, err);
}

static int
remove_images(const struct word_call *call, struct error *err)
{
	SCOPED(joining) struct joining joining = joining_of(call);
	size_t i;

	if (open_index(&joining, call->operands[0], false, err) != 0)
		return -1;
	for (i = 1; call->operands[i] != NULL; i++)
		if (index_entries_remove(&joining.entries, call->operands[i], err) != 0)
			return -1;
	if (joining.entries.count == 0)
		return error_set(err, ERROR_USAGE,
		    "nothing would be left of \"%s\"; an index names one image at least",
		    call->operands[0]);
	return write_index(&joining, err);
}

static int
show(const struct word_call *call, struct error *err)
{
	SCOPED(joining) struct joining joining = joining_of(call);
	struct text table;
	size_t i, k;

	text_init(&table, joining.arena);
	if (open_source(&joining, call->operands[0], false, err) != 0)
		return -1;
	for (i = 0; i < joining.entries.count; i++) {
		const struct index_entry *entry = &joining.entries.items[i];
		uint64_t size = entry->descriptor.size + entry->manifest.config_descriptor.size;

		for (k = 0; k < entry->manifest.layer_count; k++)
			size += entry->manifest.layers[k].size;
		text_printf(&table, "%-14s %s %s\n", text_visible(joining.arena, entry->platform),
		    entry->descriptor.digest.text, text_size(joining.arena, size));
	}
	return command_print(text_string(&table), err);
}

static const struct command_word words[] = {
    {"create", 1, SIZE_MAX, "images: mote index create -t HOST/NAME[:TAG] IMAGE...", "IMAGE",
	create},
    {"add", 2, SIZE_MAX, "an index and images: mote index add HOST/NAME[:TAG] IMAGE...", "IMAGE",
	add},
    {"remove", 2, SIZE_MAX, "an index and platforms: mote index remove HOST/NAME[:TAG] linux/386",
	"IMAGE PLATFORM", remove_images},
    {"show", 1, 1, "one index: mote index show HOST/NAME[:TAG]", "IMAGE", show},
    {0},
};

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct index_flags own = {0};
	const struct flag_group groups[] = {{NULL, NULL, own_flags, &own},
	    {REGISTRY_GROUP, registry_flags, &own.options.access},
	    {"registry", NULL, registry_push_flags, &own.options.access}, {0}};

	return command_run_word(self, call, groups, err);
}

const struct command command_index = {
    .name = "index",
    .usage = "mote index create|add|remove|show [FLAG...] [REF] [IMAGE | PLATFORM...]",
    .summary = "join the images of several platforms, or remove some",
    .words = words,
    .run = run,
};
