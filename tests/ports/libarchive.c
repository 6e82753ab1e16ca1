#include <archive.h>
#include <archive_entry.h>
#include <string.h>

int
main(void)
{
	static char packed[65536];
	size_t length = 0;
	struct archive *writer = archive_write_new(), *reader = archive_read_new();
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, "hello");
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_size(entry, 0);
	if (archive_write_set_format_pax(writer) != ARCHIVE_OK || archive_write_add_filter_zstd(writer) != ARCHIVE_OK ||
	    archive_write_open_memory(writer, packed, sizeof(packed), &length) != ARCHIVE_OK ||
	    archive_write_header(writer, entry) != ARCHIVE_OK || archive_write_close(writer) != ARCHIVE_OK)
		return 1;
	return archive_read_support_filter_all(reader) != ARCHIVE_OK || archive_read_support_format_all(reader) != ARCHIVE_OK ||
	    archive_read_open_memory(reader, packed, length) != ARCHIVE_OK || archive_read_next_header(reader, &entry) != ARCHIVE_OK ||
	    strcmp(archive_entry_pathname(entry), "hello") != 0;
}
