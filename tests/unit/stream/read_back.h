#ifndef UNIT_READ_BACK_H
#define UNIT_READ_BACK_H

#include "base/text.h"

#include <archive.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The bytes that libarchive reads from compressed ones. */
static struct text
read_back(struct arena *arena, const struct text *packed, size_t limit)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	struct text result;
	char *bytes = arena_alloc(arena, limit + 1);
	la_ssize_t got;
	int status;

	assert_int_equal(archive_read_support_filter_all(archive), ARCHIVE_OK);
	assert_int_equal(archive_read_support_format_raw(archive), ARCHIVE_OK);
	assert_int_equal(archive_read_support_format_empty(archive), ARCHIVE_OK);
	assert_int_equal(
	    archive_read_open_memory(archive, packed->bytes, packed->length), ARCHIVE_OK);
	status = archive_read_next_header(archive, &entry);
	assert_true(status == ARCHIVE_OK || status == ARCHIVE_EOF);
	/* more than one filter: the file was compressed at all */
	assert_int_equal(archive_filter_count(archive), 2);
	got = status == ARCHIVE_EOF ? 0 : archive_read_data(archive, bytes, limit + 1);
	assert_true(got >= 0);
	text_init(&result, arena);
	text_append(&result, bytes, (size_t)got);
	archive_read_free(archive);
	return result;
}

#endif
