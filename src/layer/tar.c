#include "layer/tar.h"

#include "base/file.h"
#include "base/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK = 512, READ_BUFFER = 128 << 10 };

/* POSIX.1-2017, pax, "ustar Interchange Format", table of header fields. */
struct ustar {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
	char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], unused[12];
};

_Static_assert(sizeof(struct ustar) == BLOCK, "a header is one block");

static const char zeros[BLOCK];

/* Octal, zero-padded, NUL-terminated; false when the number needs more digits
 * than the field has. */
static bool
put_octal(char *field, size_t size, uint64_t number)
{
	size_t i;

	for (i = size - 1; i-- > 0; number >>= 3)
		field[i] = (char)('0' + (number & 7));
	field[size - 1] = '\0';
	return number == 0;
}

/* Where a path of over 100 bytes splits into prefix and name, or NULL. */
static const char *
split_path(const char *path, size_t length)
{
	const char *slash;

	if (length > sizeof(((struct ustar *)0)->prefix) + 1 + sizeof(((struct ustar *)0)->name))
		return NULL;
	/* the last slash that leaves a prefix short enough; a folder's own
	 * slash at the end is no place to split */
	for (slash = path + length - 2; slash > path; slash--)
		if (*slash == '/' && (size_t)(slash - path) <= sizeof(((struct ustar *)0)->prefix))
			break;
	if (slash <= path ||
	    length - (size_t)(slash + 1 - path) > sizeof(((struct ustar *)0)->name))
		return NULL;
	return slash;
}

/* Fills the fields for the path; false when ustar cannot say it. */
static bool
put_path(struct ustar *header, const char *path)
{
	size_t length = strlen(path);
	const char *slash;

	if (length <= sizeof(header->name)) {
		memcpy(header->name, path, length);
		return true;
	}
	slash = split_path(path, length);
	if (slash == NULL) {
		memcpy(header->name, path, sizeof(header->name));
		return false;
	}
	memcpy(header->prefix, path, (size_t)(slash - path));
	memcpy(header->name, slash + 1, length - (size_t)(slash + 1 - path));
	return true;
}

static bool
put_link(struct ustar *header, const char *link)
{
	size_t length = strlen(link), room = sizeof(header->link);

	memcpy(header->link, link, length < room ? length : room);
	return length <= room;
}

static void
put_checksum(struct ustar *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned sum = 0;
	size_t i;

	memset(header->checksum, ' ', sizeof(header->checksum));
	for (i = 0; i < BLOCK; i++)
		sum += bytes[i];
	put_octal(header->checksum, 7, sum);
}

/* One record of a pax extended header, "LENGTH KEY=VALUE\n"; LENGTH counts its
 * own digits. */
static void
add_record(struct text *records, const char *key, const char *value)
{
	size_t rest = strlen(key) + strlen(value) + 3, length = rest + 1, digits = 1, ten = 10;

	while (length >= ten) {
		digits++;
		ten *= 10;
		length = rest + digits;
	}
	text_printf(records, "%zu %s=%s\n", length, key, value);
}

static void
add_number(struct text *records, const char *key, int64_t number)
{
	char value[24];

	snprintf(value, sizeof(value), "%lld", (long long)number);
	add_record(records, key, value);
}

static unsigned
digit_of(char digit)
{
	return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* As GNU tar, bsdtar and Go write them; the value is bytes and may hold a
 * NUL. */
static void
add_attribute(struct text *records, const struct pair *attribute)
{
	size_t size = strlen(attribute->value) / 2, i;
	size_t rest = sizeof("SCHILY.xattr.") + strlen(attribute->key) + size + 2;
	size_t length = rest + 1, digits = 1, ten = 10;

	while (length >= ten) {
		digits++;
		ten *= 10;
		length = rest + digits;
	}
	text_printf(records, "%zu SCHILY.xattr.%s=", length, attribute->key);
	for (i = 0; i < size; i++) {
		const char byte = (char)(digit_of(attribute->value[2 * i]) << 4 |
		    digit_of(attribute->value[2 * i + 1]));

		text_append(records, &byte, 1);
	}
	text_append(records, "\n", 1);
}

/* Whether eleven octal digits say the time: from 1970 to 2242. */
static bool
said_by_ustar(int64_t mtime)
{
	return mtime >= 0 && mtime < (int64_t)1 << 33;
}

static void
header_init(struct ustar *header, char type, unsigned mode, int64_t mtime)
{
	memset(header, 0, sizeof(*header));
	put_octal(header->mode, sizeof(header->mode), mode & 07777);
	put_octal(header->mtime, sizeof(header->mtime), said_by_ustar(mtime) ? (uint64_t)mtime : 0);
	header->type = type;
	memcpy(header->magic, "ustar", 6);
	memcpy(header->version, "00", 2);
	put_octal(header->major, sizeof(header->major), 0);
	put_octal(header->minor, sizeof(header->minor), 0);
}

/* The header, and in `records` what it cannot say. */
static void
header_fill(struct ustar *header, const struct tar_entry *entry, struct text *records)
{
	size_t i;

	header_init(header, entry->type, entry->mode, entry->mtime);
	if (!put_path(header, entry->path))
		add_record(records, "path", entry->path);
	if (entry->link != NULL && !put_link(header, entry->link))
		add_record(records, "linkpath", entry->link);
	if (!put_octal(header->uid, sizeof(header->uid), entry->owner))
		add_number(records, "uid", entry->owner);
	if (!put_octal(header->gid, sizeof(header->gid), entry->group))
		add_number(records, "gid", entry->group);
	if (!put_octal(header->size, sizeof(header->size), entry->size))
		add_number(records, "size", (int64_t)entry->size);
	if (!said_by_ustar(entry->mtime))
		add_number(records, "mtime", entry->mtime);
	/* files of an image alone have what follows */
	if (!put_octal(header->major, sizeof(header->major), entry->device_major))
		add_number(records, "SCHILY.devmajor", entry->device_major);
	if (!put_octal(header->minor, sizeof(header->minor), entry->device_minor))
		add_number(records, "SCHILY.devminor", entry->device_minor);
	for (i = 0; entry->attributes != NULL && i < entry->attributes->count; i++)
		add_attribute(records, &entry->attributes->items[i]);
}

static uint64_t
whole_blocks(uint64_t size)
{
	return (size + BLOCK - 1) / BLOCK * BLOCK;
}

/* The extended header before the entry that it speaks of. */
static int
write_records(struct stream *out, const struct text *records, int64_t mtime, struct error *err)
{
	struct ustar header;

	header_init(&header, 'x', 0644, mtime);
	memcpy(header.name, "PaxHeader", sizeof("PaxHeader"));
	put_octal(header.uid, sizeof(header.uid), 0);
	put_octal(header.gid, sizeof(header.gid), 0);
	put_octal(header.size, sizeof(header.size), records->length);
	put_checksum(&header);
	if (stream_write(out, &header, BLOCK, err) != 0 ||
	    stream_write(out, records->bytes, records->length, err) != 0)
		return -1;
	return tar_write_padding(out, records->length, err);
}

int
tar_write_header(struct stream *out, const struct tar_entry *entry, struct error *err)
{
	struct arena arena = {0};
	struct ustar header;
	struct text records;
	int status = 0;

	text_init(&records, &arena);
	header_fill(&header, entry, &records);
	put_checksum(&header);
	if (records.length > 0)
		status = write_records(out, &records, entry->mtime, err);
	arena_release(&arena);
	return status != 0 ? -1 : stream_write(out, &header, BLOCK, err);
}

int
tar_write_padding(struct stream *out, uint64_t size, struct error *err)
{
	size_t over = (size_t)(size % BLOCK);

	return over == 0 ? 0 : stream_write(out, zeros, BLOCK - over, err);
}

int
tar_write_end(struct stream *out, struct error *err)
{
	if (stream_write(out, zeros, BLOCK, err) != 0)
		return -1;
	return stream_write(out, zeros, BLOCK, err);
}

int
tar_write_file(struct stream *out, int fd, const char *name, uint64_t size, struct error *err)
{
	SCOPED(heap) char *buffer = malloc(size < READ_BUFFER ? (size_t)size + 1 : READ_BUFFER);
	uint64_t left = size;
	ssize_t beyond;

	if (buffer == NULL)
		return error_errno(err, "cannot read \"%s\"", name);
	while (left > 0) {
		size_t piece = left < READ_BUFFER ? (size_t)left : READ_BUFFER;
		ssize_t got = file_read_full(fd, buffer, piece, name, err);

		if (got < 0 || error_if_stopped(err) != 0)
			return -1;
		if ((size_t)got < piece)
			return error_set(err, ERROR_FAILED,
			    "\"%s\" became shorter while it was read; build again when it is left alone",
			    name);
		if (stream_write(out, buffer, piece, err) != 0)
			return -1;
		left -= piece;
	}
	beyond = file_read_full(fd, buffer, 1, name, err);
	if (beyond > 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" became longer while it was read; build again when it is left alone",
		    name);
	if (beyond < 0)
		return -1;
	return tar_write_padding(out, size, err);
}

/* The content of a regular file of the tree. */
static int
write_content(struct stream *out, const struct tree_entry *entry, struct error *err)
{
	SCOPED(fd) int fd = -1;

	if (entry->source == NULL) {
		if (stream_write(out, entry->bytes, entry->size, err) != 0)
			return -1;
		return tar_write_padding(out, entry->size, err);
	}
	fd = tree_open(entry, err);
	if (fd < 0)
		return -1;
	return tar_write_file(out, fd, entry->source, entry->size, err);
}

static struct tar_entry
entry_of(struct arena *arena, const struct tree_entry *entry, int64_t mtime)
{
	static const char types[] = {[TREE_FOLDER] = '5', [TREE_FILE] = '0', [TREE_LINK] = '2'};

	return (struct tar_entry){
	    .path = entry->kind == TREE_FOLDER ? arena_printf(arena, "%s/", entry->path + 1)
					       : entry->path + 1,
	    .type = types[entry->kind],
	    .mode = entry->kind == TREE_LINK ? 0777 : entry->mode,
	    .owner = entry->owner,
	    .group = entry->group,
	    .size = entry->kind == TREE_FILE ? entry->size : 0,
	    .mtime = mtime,
	    .link = entry->kind == TREE_LINK ? entry->link : NULL,
	};
}

static int
write_entry(struct stream *out, const struct tree_entry *entry, int64_t mtime, struct error *err)
{
	struct arena arena = {0};
	struct tar_entry header = entry_of(&arena, entry, mtime);
	int status = tar_write_header(out, &header, err);

	arena_release(&arena);
	if (status != 0 || entry->kind != TREE_FILE)
		return status;
	return write_content(out, entry, err);
}

int
tar_write_tree(struct stream *out, const struct tree *tree, int64_t mtime, struct error *err)
{
	size_t i;

	for (i = 0; i < tree->count; i++)
		if (write_entry(out, &tree->entries[i], mtime, err) != 0)
			return -1;
	return tar_write_end(out, err);
}

uint64_t
tar_size_of_tree(const struct tree *tree, int64_t mtime)
{
	uint64_t size = (uint64_t)2 * BLOCK;
	size_t i;

	for (i = 0; i < tree->count; i++) {
		struct arena arena = {0};
		struct tar_entry entry = entry_of(&arena, &tree->entries[i], mtime);
		struct ustar header;
		struct text records;

		text_init(&records, &arena);
		header_fill(&header, &entry, &records);
		if (records.length > 0)
			size += BLOCK + whole_blocks(records.length);
		size += BLOCK + whole_blocks(entry.size);
		arena_release(&arena);
	}
	return size;
}
