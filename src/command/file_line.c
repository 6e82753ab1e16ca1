#include "command/file_line.h"

#include <stdio.h>
#include <string.h>

void
file_line_mode(const struct image_file *file, char mode[FILE_MODE_SIZE])
{
	/* by the digits of tar's types */
	static const char kinds[] = "-hlcbdp", letters[] = "rwxrwxrwx";
	size_t i;

	mode[0] = file->type >= '0' && file->type <= '6' ? kinds[file->type - '0'] : '-';
	for (i = 0; i < 9; i++)
		mode[i + 1] = (file->mode >> (8 - i)) & 1 ? letters[i] : '-';
	if (file->mode & 04000)
		mode[3] = file->mode & 0100 ? 's' : 'S';
	if (file->mode & 02000)
		mode[6] = file->mode & 0010 ? 's' : 'S';
	if (file->mode & 01000)
		mode[9] = file->mode & 0001 ? 't' : 'T';
	mode[10] = '\0';
}

void
file_line_print(const struct image_file *file, struct text *out)
{
	char mode[FILE_MODE_SIZE], owner[24], size[24];

	file_line_mode(file, mode);
	snprintf(owner, sizeof(owner), "%u:%u", file->owner, file->group);
	if (file->type == '3' || file->type == '4')
		snprintf(size, sizeof(size), "%u,%u", file->device_major, file->device_minor);
	else
		snprintf(size, sizeof(size), "%llu", (unsigned long long)file->size);
	text_printf(out, "%s %11s %9s ", mode, owner, size);
	text_add_visible(out, file->path);
	if (file->link != NULL) {
		text_add(out, file->type == '1' ? " link to " : " -> ");
		text_add_visible(out, file->link);
	}
}

static void
set_text(json_t *json, const char *key, const char *value)
{
	if (value != NULL)
		json_object_set_new(json, key, json_string(value));
}

static void
set_number(json_t *json, const char *key, uint64_t value)
{
	json_object_set_new(json, key, json_integer((json_int_t)value));
}

json_t *
file_line_json(const struct image_file *file)
{
	const char type[] = {file->type, '\0'};
	json_t *json = json_object();
	char mode[16];

	snprintf(mode, sizeof(mode), "%04o", file->mode);
	set_text(json, "path", file->path);
	set_text(json, "type", type);
	set_text(json, "mode", mode);
	set_number(json, "owner", file->owner);
	set_number(json, "group", file->group);
	set_number(json, "size", file->size);
	json_object_set_new(json, "mtime", json_integer((json_int_t)file->mtime));
	set_number(json, "layer", file->layer);
	set_text(json, "link", file->link);
	if (file->type == '3' || file->type == '4') {
		set_number(json, "major", file->device_major);
		set_number(json, "minor", file->device_minor);
	}
	set_text(json, "ownerName", file->owner_name);
	set_text(json, "groupName", file->group_name);
	if (file->attributes.count > 0)
		json_object_set_new(json, "attributes", pairs_to_json(&file->attributes));
	return json;
}
