#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>

enum { LENGTH = 100000 };

static char text[LENGTH], packed[4 * LENGTH], back[LENGTH];

static size_t
writes(int filter, const char *name)
{
	struct archive *writer = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t length = 0;
	int good;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_mode(entry, AE_IFREG | 0640);
	archive_entry_set_mtime(entry, 1, 500000000);
	archive_entry_set_size(entry, LENGTH);
	archive_entry_xattr_add_entry(entry, "user.kind", "static", 6);
	good = archive_write_set_format_pax(writer) == ARCHIVE_OK &&
	    archive_write_add_filter(writer, filter) == ARCHIVE_OK &&
	    archive_write_open_memory(writer, packed, sizeof(packed), &length) == ARCHIVE_OK &&
	    archive_write_header(writer, entry) == ARCHIVE_OK &&
	    archive_write_data(writer, text, LENGTH) == LENGTH &&
	    archive_write_close(writer) == ARCHIVE_OK;
	archive_entry_free(entry);
	archive_write_free(writer);
	return good ? length : 0;
}

static int
reads(size_t length, const char *name)
{
	struct archive *reader = archive_read_new();
	struct archive_entry *entry;
	const char *attribute;
	const void *value;
	size_t size = 0;
	int good;

	good = archive_read_support_filter_all(reader) == ARCHIVE_OK &&
	    archive_read_support_format_all(reader) == ARCHIVE_OK &&
	    archive_read_open_memory(reader, packed, length) == ARCHIVE_OK &&
	    archive_read_next_header(reader, &entry) == ARCHIVE_OK &&
	    strcmp(archive_entry_pathname(entry), name) == 0 &&
	    archive_entry_mtime_nsec(entry) == 500000000 && archive_entry_perm(entry) == 0640 &&
	    archive_entry_xattr_reset(entry) > 0 &&
	    archive_entry_xattr_next(entry, &attribute, &value, &size) == ARCHIVE_OK && size == 6 &&
	    memcmp(value, "static", 6) == 0 && archive_read_data(reader, back, LENGTH) == LENGTH &&
	    memcmp(back, text, LENGTH) == 0 &&
	    archive_read_next_header(reader, &entry) == ARCHIVE_EOF;
	archive_read_free(reader);
	return good;
}

/* A file with a time of half a second, an attribute and a long name, in each way that archives are packed. */
int
main(void)
{
	static const int filters[] = {ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP,
	    ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_LZ4};
	char name[301] = "";
	size_t i, length;

	memset(name, 'n', sizeof(name) - 1);
	for (i = 0; i < LENGTH; i++)
		text[i] = (char)((i * i >> 7) & ((i & 4096) != 0 ? 0xff : 0x7));
	for (i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		length = writes(filters[i], name);
		if (length == 0 || (i > 0 && length > LENGTH) || !reads(length, name)) {
			fprintf(stderr, "filter %d fails\n", filters[i]);
			return 1;
		}
	}
	return 0;
}
