#include "base/scope.h"
#include "command/command.h"
#include "command/image_flags.h"
#include "command/inspect_report.h"
#include "command/verbs.h"
#include "image/image_select.h"

#include <unistd.h>

struct inspect_flags {
	bool json, raw, files;
	const struct platform_choice *platform;
	struct registry_access access;
};

static const struct flag own_flags[] = {
    {"files", 0, NULL, "the files alone, a line each, as ls -l shows them",
	FLAG_SWITCH(struct inspect_flags, files)},
    {"json", 0, NULL, "for programs; mote-inspect(1) lists the keys",
	FLAG_SWITCH(struct inspect_flags, json)},
    {"raw", 0, NULL, "the bytes of the manifest or index itself",
	FLAG_SWITCH(struct inspect_flags, raw)},
    {0},
};

/* Prints the bytes of any manifest or index: no config is parsed. */
static int
print_raw(struct arena *arena, const struct transport_source *source,
    const struct platform_choice *platform, struct error *err)
{
	const struct image_choice choice = {&source->root, platform, 1};
	struct image_selected selected = {.root = source->root};
	struct text bytes;

	if ((platform != NULL &&
		image_select(arena, &source->store, &choice, &selected, err) != 0) ||
	    store_read(arena, &source->store, &selected.root, &bytes, err) != 0)
		return -1;
	return file_write_all(STDOUT_FILENO, bytes.bytes, bytes.length, "standard output", err);
}

/* One row a platform, or the one that was asked for. Of an image in a registry
 * no layer is fetched to be listed. */
static int
look(struct arena *arena, const struct transport_source *source,
    const struct platform_choice *platform, struct inspect_report *report, struct error *err)
{
	const struct image *image = report->image;
	const struct image_manifest *first = image->manifests;
	size_t count = image->manifest_count, i;
	struct inspect_row *rows;

	if (platform != NULL) {
		first = image_pick(image, platform, err);
		if (first == NULL)
			return -1;
		count = 1;
	}
	rows = arena_array(arena, count, sizeof(*rows));
	for (i = 0; i < count; i++) {
		rows[i].manifest = &first[i];
		if (!report->no_files &&
		    image_list_files(arena, &source->store, &first[i], &rows[i].files, err) != 0)
			return -1;
	}
	report->rows = rows;
	report->count = count;
	return 0;
}

static int
print_report(
    struct arena *arena, const struct inspect_report *report, bool as_json, struct error *err)
{
	SCOPED(json) json_t *json = NULL;
	struct text table;

	if (as_json) {
		json = inspect_report_json(arena, report);
		return command_print(json_pretty(arena, json), err);
	}
	text_init(&table, arena);
	if (report->files_only)
		inspect_report_print_files(arena, report, &table);
	else
		inspect_report_print(report, &table);
	return command_print(text_string(&table), err);
}

/* Opens the operand and says what the flags want of it. */
static int
inspect(struct arena *arena, const char *text, const struct inspect_flags *own, struct error *err)
{
	SCOPED(transport_source) struct transport_source source = {0};
	struct inspect_report report = {.reference = text, .files_only = own->files};
	struct reference reference;
	struct image image;

	if (reference_parse_source(arena, text, &reference, err) != 0)
		return -1;
	registry_access_set(&reference, &own->access);
	if (transport_read(arena, &reference, &source, err) != 0)
		return -1;
	if (own->raw)
		return print_raw(arena, &source, own->platform, err);
	if (image_read(arena, &source.store, &source.root, &image, err) != 0)
		return -1;
	report.image = &image;
	report.no_files = reference.transport == TRANSPORT_REGISTRY && !own->files;
	if (look(arena, &source, own->platform, &report, err) != 0)
		return -1;
	return print_report(arena, &report, own->json, err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct inspect_flags own = {0};
	const struct flag_group groups[] = {{NULL, NULL, own_flags, &own},
	    {NULL, NULL, image_platform_flags, &own.platform},
	    {REGISTRY_GROUP, registry_flags, &own.access}, {0}};
	struct flag_result flags;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count != 1)
		return error_set(
		    err, ERROR_USAGE, "inspect takes one image; usage: %s", self->usage);
	if (own.raw && (own.json || own.files))
		return error_set(err, ERROR_USAGE,
		    "--raw is the bytes as they are; it goes with neither --json nor --files");
	return inspect(call->arena, flags.operands[0], &own, err);
}

const struct command command_inspect = {
    .name = "inspect",
    .usage = "mote inspect [FLAG...] IMAGE",
    .summary = "show an image: platforms, sizes, layers, config, files",
    .operands = "IMAGE",
    .run = run,
};
