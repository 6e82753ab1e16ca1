#include "base/scope.h"
#include "command/command.h"
#include "command/image_flags.h"
#include "command/inspect_report.h"
#include "command/verbs.h"

#include <unistd.h>

struct inspect_flags {
	bool json, raw, files;
};

static int
take_json(
    void *context, struct arena *arena UNUSED, const char *value UNUSED, struct error *err UNUSED)
{
	((struct inspect_flags *)context)->json = true;
	return 0;
}

static int
take_raw(
    void *context, struct arena *arena UNUSED, const char *value UNUSED, struct error *err UNUSED)
{
	((struct inspect_flags *)context)->raw = true;
	return 0;
}

static int
take_files(
    void *context, struct arena *arena UNUSED, const char *value UNUSED, struct error *err UNUSED)
{
	((struct inspect_flags *)context)->files = true;
	return 0;
}

static const struct flag own_flags[] = {
    {"files", 0, NULL, "the files alone, a line each, as ls -l shows them", take_files},
    {"json", 0, NULL, "for programs; mote(1) lists the keys", take_json},
    {"raw", 0, NULL, "the bytes of the manifest or index itself", take_raw},
    {0},
};

static int
print_raw(struct arena *arena, const struct transport_source *source, const struct image *image,
    const struct platform *platform, struct error *err)
{
	const struct image_manifest *manifest =
	    platform == NULL ? NULL : image_pick(image, platform, err);
	struct text bytes;

	if ((platform != NULL && manifest == NULL) ||
	    store_read(arena, &source->store,
		platform == NULL ? &source->root : &manifest->descriptor, &bytes, err) != 0)
		return -1;
	return file_write_all(STDOUT_FILENO, bytes.bytes, bytes.length, "standard output", err);
}

/* One row a platform, or the one that was asked for. */
static int
look(struct arena *arena, const struct transport_source *source, const struct platform *platform,
    struct inspect_report *report, struct error *err)
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
		if (image_list_files(arena, &source->store, &first[i], &rows[i].files, err) != 0)
			return -1;
	}
	report->rows = rows;
	report->count = count;
	return 0;
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	SCOPED(transport_source) struct transport_source source = {0};
	SCOPED(json) json_t *json = NULL;
	struct arena *arena = call->arena;
	const struct platform *platform = NULL;
	struct inspect_flags own = {0};
	const struct flag_group groups[] = {
	    {NULL, own_flags, &own}, {NULL, image_platform_flags, &platform}, {0}};
	struct inspect_report report = {0};
	struct flag_result flags;
	struct image image;
	struct text table;

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
	if (image_open(arena, flags.operands[0], &source, &image, err) != 0)
		return -1;
	if (own.raw)
		return print_raw(arena, &source, &image, platform, err);
	report.reference = flags.operands[0];
	report.image = &image;
	report.files_only = own.files;
	if (look(arena, &source, platform, &report, err) != 0)
		return -1;
	if (own.json) {
		json = inspect_report_json(arena, &report);
		return command_print(json_pretty(arena, json), err);
	}
	text_init(&table, arena);
	if (own.files)
		inspect_report_print_files(arena, &report, &table);
	else
		inspect_report_print(arena, &report, &table);
	return command_print(text_string(&table), err);
}

const struct command command_inspect = {
    .name = "inspect",
    .usage = "mote inspect [FLAG...] IMAGE",
    .summary = "show an image: platforms, sizes, layers, config, files",
    .run = run,
};
