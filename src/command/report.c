#include "command/report.h"

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/output_file.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/depfile.h"
#include "spec/stdout_use.h"

#include <string.h>

/* All blobs of the platform: what a registry would hold. */
static uint64_t
packed_size(const struct pipeline_platform *row)
{
	return row->manifest.size + row->config.size + row->layer.descriptor.size;
}

static json_t *
platform_json(const struct pipeline_platform *row)
{
	json_t *json = json_object();

	json_object_set_new(json, "platform", json_string(row->platform->name));
	json_object_set_new(json, "digest", json_string(row->manifest.digest.text));
	json_object_set_new(json, "size", json_integer((json_int_t)packed_size(row)));
	json_object_set_new(json, "config", descriptor_to_json(&row->config));
	json_object_set_new(json, "layer", descriptor_to_json(&row->layer.descriptor));
	json_object_set_new(json, "diffId", json_string(row->layer.diff_id.text));
	json_object_set_new(json, "unpackedSize", json_integer((json_int_t)row->layer.tar_size));
	if (row->isolation != NULL) {
		json_object_set_new(json, "isolation", json_string(row->isolation));
		json_object_set_new(json, "toolchain", json_string(row->toolchain));
		json_object_set_new(json, "root", json_string(row->root));
		json_object_set_new(json, "buildSeconds", json_real(row->build_seconds));
		json_object_set_new(json, "network", json_boolean(row->network));
		if (row->wrapper != NULL)
			json_object_set_new(json, "wrapper", json_string(row->wrapper));
		json_object_set_new(json, "cached", json_boolean(row->recalled));
	}
	json_object_set_new(json, "packSeconds", json_real(row->pack_seconds));
	return json;
}

/* Platforms that are not in the image, and why. */
static json_t *
failed_json(const struct pipeline_result *result)
{
	json_t *failed = json_array(), *row;
	size_t i;

	for (i = 0; i < result->failures.count; i++) {
		row = json_object();
		json_object_set_new(row, "platform", json_string(result->failed[i]->name));
		json_object_set_new(row, "error", json_string(result->failures.items[i]));
		json_array_append_new(failed, row);
	}
	return failed;
}

/* The keys are a promise to programs: mote(1), "METADATA". */
static int
write_metadata(struct arena *arena, const struct spec *spec, const struct pipeline_result *result,
    struct error *err)
{
	SCOPED(json) json_t *json = json_object();
	json_t *references = json_array(), *platforms = json_array();
	const char *text;
	size_t i;

	json_object_set_new(json, "formatVersion", json_integer(1));
	json_object_set_new(json, "name", json_string(spec->name));
	json_object_set_new(json, "digest", json_string(result->root.digest.text));
	json_object_set_new(json, "mediaType", json_string(result->root.media_type));
	for (i = 0; i < result->reference_count; i++)
		json_array_append_new(references, json_string(result->references[i]));
	json_object_set_new(json, "references", references);
	for (i = 0; i < result->platform_count; i++)
		json_array_append_new(platforms, platform_json(&result->platforms[i]));
	json_object_set_new(json, "platforms", platforms);
	if (result->failures.count > 0)
		json_object_set_new(json, "failed", failed_json(result));
	json_object_set_new(json, "seconds", json_real(result->seconds));
	text = json_pretty(arena, json);
	return output_file_write(spec->metadata_file, text, strlen(text), err);
}

static void
summarize(struct arena *arena, const struct spec *spec, const struct pipeline_result *result)
{
	size_t i;

	for (i = 0; i < result->platform_count; i++) {
		const struct pipeline_platform *row = &result->platforms[i];

		log_note("%s %s: %s (%s unpacked) in %.2f s%s", spec->name, row->platform->name,
		    text_size(arena, packed_size(row)), text_size(arena, row->layer.tar_size),
		    row->build_seconds + row->pack_seconds, row->recalled ? ", cached" : "");
	}
	for (i = 1; i < result->reference_count; i++)
		log_note("also written: %s", result->references[i]);
}

int
report_write(struct arena *arena, const struct spec *spec, const struct pipeline_result *result,
    struct error *err)
{
	const char *digest = arena_printf(arena, "%s\n", result->root.digest.text);
	const char *const files[] = {spec->digest_file, spec->metadata_file, spec->depfile};
	const struct stdout_use use = {spec->outputs, spec->output_count, files, ARRAY_SIZE(files)};
	bool taken;

	if (stdout_use_check(&use, &taken, err) != 0)
		return -1;
	summarize(arena, spec, result);
	if (spec->metadata_file != NULL && write_metadata(arena, spec, result, err) != 0)
		return -1;
	if (spec->depfile != NULL && depfile_write(arena, spec, result, err) != 0)
		return -1;
	if (spec->digest_file != NULL &&
	    output_file_write(spec->digest_file, digest, strlen(digest), err) != 0)
		return -1;
	return command_print_beside(taken, arena_printf(arena, "%s\n", result->references[0]), err);
}
