#include "command/inspect_report.h"

#include "base/text.h"
#include "command/file_line.h"

#include <string.h>

/* All blobs that a registry would hold for this platform. */
static uint64_t
packed_size(const struct image_manifest *manifest)
{
	uint64_t size = manifest->descriptor.size + manifest->config_descriptor.size;
	size_t i;

	for (i = 0; i < manifest->layer_count; i++)
		size += manifest->layers[i].size;
	return size;
}

static void
print_list(struct arena *arena, struct text *out, const char *name, const struct text_list *list)
{
	if (list->count > 0)
		text_printf(out, "  %-12s %s\n", name,
		    text_visible(arena, text_list_join(list, arena, " ")));
}

static void
print_value(struct text *out, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		text_printf(out, "  %-12s %s\n", name, text_visible(out->arena, value));
}

static void
print_pairs(struct text *out, const char *name, const struct pairs *pairs)
{
	size_t i;

	for (i = 0; i < pairs->count; i++)
		text_printf(out, "  %-12s %s=%s\n", i == 0 ? name : "",
		    text_visible(out->arena, pairs->items[i].key),
		    text_visible(out->arena, pairs->items[i].value));
}

static void
print_files(struct text *out, const struct image_files *files, const char *indent)
{
	size_t i;

	for (i = 0; i < files->count; i++) {
		text_add(out, indent);
		file_line_print(&files->items[i], out);
		text_add(out, "\n");
	}
}

static void
print_row(struct text *out, const struct inspect_row *row, bool no_files)
{
	const struct image_config *config = &row->manifest->config;
	struct arena *arena = out->arena;
	size_t i;

	text_printf(out, "\n%s  %s%s%s\n",
	    text_visible(arena, image_platform_name(arena, row->manifest)),
	    text_size(arena, packed_size(row->manifest)), no_files ? "" : ", ",
	    no_files ? ""
		     : arena_printf(arena, "%s unpacked", text_size(arena, row->files.unpacked)));
	print_value(out, "manifest", row->manifest->descriptor.digest.text);
	print_value(out, "config", row->manifest->config_descriptor.digest.text);
	for (i = 0; i < row->manifest->layer_count; i++)
		text_printf(out, "  %-12s %s %llu\n", i == 0 ? "layers" : "",
		    row->manifest->layers[i].digest.text,
		    (unsigned long long)row->manifest->layers[i].size);
	print_value(out, "created", config->created);
	print_list(arena, out, "entrypoint", &config->entrypoint);
	print_list(arena, out, "cmd", &config->cmd);
	print_list(arena, out, "env", &config->env);
	print_value(out, "user", config->user);
	print_value(out, "workdir", config->workdir);
	print_list(arena, out, "expose", &config->expose);
	print_list(arena, out, "volumes", &config->volumes);
	print_value(out, "stop-signal", config->stop_signal);
	print_pairs(out, "labels", &config->labels);
	if (no_files)
		return;
	text_add(out, "  files\n");
	print_files(out, &row->files, "    ");
}

void
inspect_report_print(const struct inspect_report *report, struct text *out)
{
	const struct descriptor *root = &report->image->root;
	size_t i;

	text_printf(out, "%s\n", report->reference);
	text_printf(out, "  %-12s %s\n  %-12s %s\n", "digest", root->digest.text, "media type",
	    text_visible(out->arena, root->media_type));
	for (i = 0; i < report->count; i++)
		print_row(out, &report->rows[i], report->no_files);
}

void
inspect_report_print_files(
    struct arena *arena, const struct inspect_report *report, struct text *out)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		if (report->count > 1)
			text_printf(out, "%s%s:\n", i == 0 ? "" : "\n",
			    text_visible(
				arena, image_platform_name(arena, report->rows[i].manifest)));
		print_files(out, &report->rows[i].files, "");
	}
}

static json_t *
texts_json(const struct text_list *list)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < list->count; i++)
		json_array_append_new(json, json_string(list->items[i]));
	return json;
}

static void
set_text(json_t *json, const char *key, const char *value)
{
	if (value != NULL)
		json_object_set_new(json, key, json_string(value));
}

static json_t *
config_json(const struct image_manifest *manifest)
{
	const struct image_config *config = &manifest->config;
	json_t *json = json_object();

	set_text(json, "digest", manifest->config_descriptor.digest.text);
	set_text(json, "created", config->created);
	set_text(json, "user", config->user);
	set_text(json, "workdir", config->workdir);
	json_object_set_new(json, "entrypoint", texts_json(&config->entrypoint));
	json_object_set_new(json, "cmd", texts_json(&config->cmd));
	json_object_set_new(json, "env", texts_json(&config->env));
	json_object_set_new(json, "expose", texts_json(&config->expose));
	json_object_set_new(json, "volumes", texts_json(&config->volumes));
	set_text(json, "stopSignal", config->stop_signal);
	json_object_set_new(json, "labels", pairs_to_json(&config->labels));
	return json;
}

static json_t *
layers_json(const struct image_manifest *manifest)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < manifest->layer_count; i++) {
		json_t *layer = descriptor_to_json(&manifest->layers[i]);

		set_text(layer, "diffId", manifest->config.diff_ids[i].text);
		json_array_append_new(json, layer);
	}
	return json;
}

static json_t *
files_json(const struct image_files *files)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < files->count; i++)
		json_array_append_new(json, file_line_json(&files->items[i]));
	return json;
}

static void
set_details(json_t *json, const struct inspect_row *row, bool no_files)
{
	const struct image_manifest *manifest = row->manifest;

	json_object_set_new(json, "size", json_integer((json_int_t)packed_size(manifest)));
	if (!no_files)
		json_object_set_new(
		    json, "unpackedSize", json_integer((json_int_t)row->files.unpacked));
	json_object_set_new(json, "config", config_json(manifest));
	json_object_set_new(json, "layers", layers_json(manifest));
	json_object_set_new(json, "annotations", pairs_to_json(&manifest->annotations));
}

json_t *
inspect_report_json(struct arena *arena, const struct inspect_report *report)
{
	json_t *json = json_object(), *platforms = json_array();
	size_t i;

	set_text(json, "reference", report->reference);
	set_text(json, "digest", report->image->root.digest.text);
	set_text(json, "mediaType", report->image->root.media_type);
	json_object_set_new(json, "platforms", platforms);
	for (i = 0; i < report->count; i++) {
		const struct inspect_row *row = &report->rows[i];
		json_t *one = json_object();

		set_text(one, "platform", image_platform_name(arena, row->manifest));
		set_text(one, "digest", row->manifest->descriptor.digest.text);
		if (!report->files_only)
			set_details(one, row, report->no_files);
		if (!report->no_files)
			json_object_set_new(one, "files", files_json(&row->files));
		json_array_append_new(platforms, one);
	}
	return json;
}
