#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/verbs.h"
#include "image/image_select.h"
#include "spec/spec.h"
#include "transport/transport.h"

#include <string.h>

struct copy_flags {
	const struct platform **platforms; /* in the order of indexes, each once */
	size_t count, capacity;
	const char *digest_file;
};

static bool
is_chosen(const struct copy_flags *own, const struct platform *platform)
{
	size_t i;

	for (i = 0; i < own->count && own->platforms[i] != platform; i++)
		continue;
	return i < own->count;
}

static int
take_platforms(void *context, struct arena *arena, const char *value, struct error *err)
{
	struct copy_flags *own = context;
	char *text = arena_strdup(arena, value), *name, *rest = NULL;

	if (value[0] == '\0')
		return platform_parse(value, err) == NULL ? -1 : 0;
	for (name = strtok_r(text, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest)) {
		const struct platform *platform = platform_parse(name, err);

		if (platform == NULL)
			return -1;
		if (is_chosen(own, platform))
			continue;
		own->platforms = arena_grow(
		    arena, own->platforms, own->count, &own->capacity, sizeof(*own->platforms));
		own->platforms[own->count++] = platform;
	}
	return 0;
}

static int
take_digest_file(
    void *context, struct arena *arena UNUSED, const char *value, struct error *err UNUSED)
{
	((struct copy_flags *)context)->digest_file = value;
	return 0;
}

static const struct flag own_flags[] = {
    {"platform", 'p', "LIST", "only these of an index (again: more)", take_platforms},
    {"digest-file", 0, "FILE", "write the digest and a newline, last of all", take_digest_file},
    {0},
};

/* The image's order, whatever order was asked for. */
static void
sort_platforms(struct arena *arena, struct copy_flags *own)
{
	const struct platform *const *all = platform_all();
	const struct platform **sorted = arena_array(arena, own->count, sizeof(*sorted));
	size_t count = 0, i;

	for (i = 0; all[i] != NULL; i++)
		if (is_chosen(own, all[i]))
			sorted[count++] = all[i];
	own->platforms = sorted;
}

/* What --platform leaves of the image; an index that is made for it lies in memory. */
static int
narrow(
    struct arena *arena, struct copy_flags *own, struct transport_source *source, struct error *err)
{
	const struct image_choice choice = {&source->root, own->platforms, own->count};
	struct image_selected selected;
	struct blob_place place = {0};

	if (own->count == 0)
		return 0;
	if (image_select(arena, &source->store, &choice, &selected, err) != 0)
		return -1;
	source->root = selected.root;
	if (selected.bytes.length == 0)
		return 0;
	place.digest = selected.root.digest;
	place.size = selected.root.size;
	place.bytes = text_string(&selected.bytes);
	blob_places_add(&source->places, arena, &place);
	blob_places_sort(&source->places);
	return 0;
}

/* An image that has no name is called as the file or the folder that it goes to. */
static const char *
name_from(struct arena *arena, const char *path)
{
	static const char *const endings[] = {".gz", ".xz", ".zst", ".tgz", ".tar"};
	char *base = arena_strdup(arena, path_base(path_clean(arena, path)));
	const char *name;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(endings); i++)
		if (text_ends_with(base, endings[i]))
			base[strlen(base) - strlen(endings[i])] = '\0';
	name = spec_name_from(arena, base);
	return name[0] == '\0' ? "image" : name;
}

static int
copy(struct arena *arena, struct copy_flags *own, const char *const *operands, struct error *err)
{
	SCOPED(transport_source) struct transport_source source = {0};
	struct reference from, to;
	struct transport_write image;
	struct digest digest;
	const char *line;

	if (reference_parse_source(arena, operands[0], &from, err) != 0 ||
	    reference_parse_target(arena, operands[1], &to, err) != 0 ||
	    transport_read(arena, &from, &source, err) != 0)
		return -1;
	sort_platforms(arena, own);
	if (narrow(arena, own, &source, err) != 0)
		return -1;
	if (source.tags.count == 0)
		text_list_add(&source.tags, arena, "latest");
	image = (struct transport_write){&source.store, &source.root,
	    source.name == NULL ? name_from(arena, to.path) : source.name, &source.tags};
	log_step("writing %s", to.path);
	if (transport_write(arena, &to, &image, &digest, err) != 0)
		return -1;
	line = arena_printf(arena, "%s\n", digest.text);
	if (own->digest_file != NULL &&
	    file_write_durable(own->digest_file, line, strlen(line), 0644, err) != 0)
		return -1;
	return command_print(
	    arena_printf(arena, "%s\n", reference_with_digest(arena, &to, &digest)), err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct copy_flags own = {0};
	const struct flag_group groups[] = {{NULL, own_flags, &own}, {0}};
	struct flag_result flags;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count != 2)
		return error_set(
		    err, ERROR_USAGE, "copy takes where from and where to; usage: %s", self->usage);
	return copy(call->arena, &own, flags.operands, err);
}

const struct command command_copy = {
    .name = "copy",
    .usage = "mote copy [FLAG...] IMAGE TARGET",
    .summary = "copy an image, byte for byte, to a folder or an archive of any kind",
    .run = run,
};
