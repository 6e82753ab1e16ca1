#include "command/diff_report.h"

#include "command/file_line.h"
#include "image/annotation.h"

#include <string.h>

/* Where digests differ and nothing else does. */
static const char same_json[] = "the same JSON in other bytes: order of keys, or blanks";

static void
print_json(struct text *out, const char *indent, const struct json_differences *differences)
{
	size_t i;

	for (i = 0; i < differences->count; i++) {
		const struct json_difference *one = &differences->items[i];

		text_add(out, indent);
		text_add_visible(out, one->place[0] == '\0' ? "/" : one->place);
		text_add(out, ": ");
		text_add_visible(out, one->left == NULL ? "nothing" : one->left);
		text_add(out, " -> ");
		text_add_visible(out, one->right == NULL ? "nothing" : one->right);
		text_add(out, "\n");
	}
}

static void
print_document(
    struct text *out, const char *name, const struct json_differences *differences, bool same_bytes)
{
	if (same_bytes)
		return;
	text_printf(out, "  %s\n", name);
	print_json(out, "    ", differences);
	if (differences->count == 0)
		text_printf(out, "    %s\n", same_json);
}

static void
print_byte(struct text *out, int byte)
{
	if (byte < 0)
		text_add(out, "end");
	else
		text_printf(out, "%02x", (unsigned)byte);
}

static void
print_first(struct text *out, const struct byte_difference *first)
{
	text_printf(out,
	    "first difference at offset %llu (0x%llx): ", (unsigned long long)first->offset,
	    (unsigned long long)first->offset);
	print_byte(out, first->left);
	text_add(out, " -> ");
	print_byte(out, first->right);
}

static void
print_owner(struct text *out, const struct image_file *file)
{
	text_printf(out, "%u:%u", file->owner, file->group);
	if (file->owner_name == NULL && file->group_name == NULL)
		return;
	text_add(out, " (");
	text_add_visible(out, file->owner_name == NULL ? "" : file->owner_name);
	text_add(out, ":");
	text_add_visible(out, file->group_name == NULL ? "" : file->group_name);
	text_add(out, ")");
}

static void
print_time(struct text *out, const struct image_file *file)
{
	char *time = annotation_time(out->arena, file->mtime);

	if (file->nanoseconds != 0)
		text_printf(out, "%.*s.%09uZ", (int)strlen(time) - 1, time, file->nanoseconds);
	else
		text_add(out, time);
}

static void
print_attributes(struct text *out, const struct image_file *file)
{
	size_t i;

	if (file->attributes.count == 0)
		text_add(out, "none");
	for (i = 0; i < file->attributes.count; i++) {
		text_add(out, i == 0 ? "" : " ");
		text_add_visible(out, file->attributes.items[i].key);
		text_add(out, "=");
		text_add_visible(out, file->attributes.items[i].value);
	}
}

static void
print_aspect(struct text *out, enum file_aspect aspect, const struct image_file *file)
{
	char mode[FILE_MODE_SIZE];

	switch (aspect) {
	case FILE_TYPE:
		file_line_mode(file, mode);
		text_printf(out, "%c", mode[0]);
		break;
	case FILE_MODE:
		text_printf(out, "%04o", file->mode);
		break;
	case FILE_OWNER:
		print_owner(out, file);
		break;
	case FILE_SIZE:
		text_printf(out, "%llu", (unsigned long long)file->size);
		break;
	case FILE_LINK:
		text_add_visible(out, file->link == NULL ? "none" : file->link);
		break;
	case FILE_DEVICE:
		text_printf(out, "%u,%u", file->device_major, file->device_minor);
		break;
	case FILE_MTIME:
		print_time(out, file);
		break;
	case FILE_ATTRIBUTES:
		print_attributes(out, file);
		break;
	case FILE_CONTENT:
		break;
	}
}

static const struct {
	enum file_aspect aspect;
	const char *name;
} aspects[] = {
    {FILE_TYPE, "type"},
    {FILE_MODE, "mode"},
    {FILE_OWNER, "owner"},
    {FILE_SIZE, "size"},
    {FILE_LINK, "link"},
    {FILE_DEVICE, "device"},
    {FILE_MTIME, "mtime"},
    {FILE_ATTRIBUTES, "attributes"},
    {FILE_CONTENT, "content"},
};

static void
print_change(struct text *out, const struct file_change *change)
{
	size_t i;

	if (change->left == NULL || change->right == NULL) {
		text_add(out, change->left == NULL ? "    A " : "    D ");
		file_line_print(change->left == NULL ? change->right : change->left, out);
		text_add(out, "\n");
		return;
	}
	text_add(out, "    M ");
	text_add_visible(out, change->left->path);
	text_add(out, "\n");
	for (i = 0; i < ARRAY_SIZE(aspects); i++) {
		if (!(change->aspects & aspects[i].aspect))
			continue;
		text_printf(out, "        %s: ", aspects[i].name);
		if (aspects[i].aspect == FILE_CONTENT) {
			print_first(out, &change->first);
		} else {
			print_aspect(out, aspects[i].aspect, change->left);
			text_add(out, " -> ");
			print_aspect(out, aspects[i].aspect, change->right);
		}
		text_add(out, "\n");
	}
}

static void
print_files(struct text *out, const struct platform_diff *platform)
{
	size_t added = 0, deleted = 0, i;

	for (i = 0; i < platform->file_count; i++) {
		added += platform->files[i].left == NULL;
		deleted += platform->files[i].right == NULL;
	}
	if (platform->file_count == 0)
		return;
	text_printf(out, "  files: %zu added, %zu deleted, %zu modified\n", added, deleted,
	    platform->file_count - added - deleted);
	for (i = 0; i < platform->file_count; i++)
		print_change(out, &platform->files[i]);
}

static void
print_platform(
    const struct diff_report *report, const struct platform_diff *platform, struct text *out)
{
	size_t i;

	if (platform->left == NULL || platform->right == NULL) {
		text_add(out, "Only in ");
		text_add_visible(out, platform->right == NULL ? report->left : report->right);
		text_add(out, ": ");
		text_add_visible(out, platform->platform);
		text_add(out, "\n");
		return;
	}
	text_add_visible(out, platform->platform);
	text_add(out, "\n");
	print_document(out, "manifest", &platform->manifest, false);
	print_document(out, "config", &platform->config,
	    digest_equal(&platform->left->config_descriptor.digest,
		&platform->right->config_descriptor.digest));
	if (platform->layer_count > 0)
		text_add(out, "  layers, unpacked\n");
	for (i = 0; i < platform->layer_count; i++) {
		text_printf(out, "    %zu: ", platform->layers[i].layer);
		print_first(out, &platform->layers[i].first);
		text_add(out, "\n");
	}
	print_files(out, platform);
}

void
diff_report_print(const struct diff_report *report, struct text *out)
{
	const struct image_diff *diff = report->diff;
	size_t i;

	text_add(out, "");
	if (diff->same)
		return;
	text_add(out, "--- ");
	text_add_visible(out, report->left);
	text_printf(out, " %s\n+++ ", report->left_digest.text);
	text_add_visible(out, report->right);
	text_printf(out, " %s\n", report->right_digest.text);
	if (diff->root.count > 0)
		text_add(out, "index\n");
	else if (diff->platform_count == 0)
		text_printf(out, "index\n  %s\n", same_json);
	print_json(out, "  ", &diff->root);
	for (i = 0; i < diff->platform_count; i++)
		print_platform(report, &diff->platforms[i], out);
}

static json_t *
differences_json(const struct json_differences *differences)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < differences->count; i++) {
		const struct json_difference *one = &differences->items[i];

		json_array_append_new(json,
		    json_pack("{s:s, s:o, s:o}", "place", one->place, "left",
			one->left == NULL ? json_null()
					  : json_loads(one->left, JSON_DECODE_ANY, NULL),
			"right",
			one->right == NULL ? json_null()
					   : json_loads(one->right, JSON_DECODE_ANY, NULL)));
	}
	return json;
}

static json_t *
byte_json(int byte)
{
	return byte < 0 ? json_null() : json_sprintf("%02x", (unsigned)byte);
}

static void
set_first(json_t *json, const struct byte_difference *first)
{
	json_object_set_new(json, "offset", json_integer((json_int_t)first->offset));
	json_object_set_new(json, "leftByte", byte_json(first->left));
	json_object_set_new(json, "rightByte", byte_json(first->right));
}

static json_t *
layers_json(const struct platform_diff *platform)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < platform->layer_count; i++) {
		json_t *one = json_pack("{s:I}", "layer", (json_int_t)platform->layers[i].layer);

		set_first(one, &platform->layers[i].first);
		json_array_append_new(json, one);
	}
	return json;
}

static json_t *
files_json(const struct platform_diff *platform)
{
	json_t *json = json_array();
	size_t i, j;

	for (i = 0; i < platform->file_count; i++) {
		const struct file_change *change = &platform->files[i];
		json_t *one = json_object(), *names = json_array();

		for (j = 0; j < ARRAY_SIZE(aspects); j++)
			if (change->aspects & aspects[j].aspect)
				json_array_append_new(names, json_string(aspects[j].name));
		json_object_set_new(one, "differs", names);
		json_object_set_new(
		    one, "left", change->left == NULL ? json_null() : file_line_json(change->left));
		json_object_set_new(one, "right",
		    change->right == NULL ? json_null() : file_line_json(change->right));
		if (change->aspects & FILE_CONTENT)
			set_first(one, &change->first);
		json_array_append_new(json, one);
	}
	return json;
}

static json_t *
digest_json(const struct image_manifest *manifest)
{
	return manifest == NULL ? json_null() : json_string(manifest->descriptor.digest.text);
}

json_t *
diff_report_json(const struct diff_report *report)
{
	const struct image_diff *diff = report->diff;
	json_t *json = json_object(), *platforms = json_array();
	size_t i;

	json_object_set_new(json, "same", json_boolean(diff->same));
	json_object_set_new(json, "left",
	    json_pack("{s:s, s:s}", "reference", report->left, "digest", report->left_digest.text));
	json_object_set_new(json, "right",
	    json_pack(
		"{s:s, s:s}", "reference", report->right, "digest", report->right_digest.text));
	json_object_set_new(json, "index", differences_json(&diff->root));
	json_object_set_new(json, "platforms", platforms);
	for (i = 0; i < diff->platform_count; i++) {
		const struct platform_diff *platform = &diff->platforms[i];
		json_t *one = json_object();

		json_object_set_new(one, "platform", json_string(platform->platform));
		json_object_set_new(one, "left", digest_json(platform->left));
		json_object_set_new(one, "right", digest_json(platform->right));
		json_object_set_new(one, "manifest", differences_json(&platform->manifest));
		json_object_set_new(one, "config", differences_json(&platform->config));
		json_object_set_new(one, "layers", layers_json(platform));
		json_object_set_new(one, "files", files_json(platform));
		json_array_append_new(platforms, one);
	}
	return json;
}
