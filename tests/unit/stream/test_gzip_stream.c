#include "read_back.h"
#include "stream_support.h"

#include <libdeflate.h>

enum { MIB = 1 << 20 };

/* `size` bytes, cut by what the stream is told of them. */
static struct text
gzipped(struct arena *arena, const char *bytes, size_t size, uint64_t told)
{
	struct text result;
	struct error err;
	struct stream *out;

	text_init(&result, arena);
	out = gzip_stream_new(
	    memory_stream_new(&result, &err), &(struct compress_options){.total = told}, &err);
	assert_non_null(out);
	assert_int_equal(stream_write(out, bytes, size, &err), 0);
	assert_int_equal(stream_finish(out, &err), 0);
	stream_free(out);
	return result;
}

/* The sizes of the members, as a reader that takes them one by one finds them,
 * and the bytes in order. */
static size_t
members(const struct text *packed, const char *bytes, size_t *sizes, size_t most)
{
	struct libdeflate_decompressor *reader = libdeflate_alloc_decompressor();
	struct arena arena = {0};
	char *back = arena_alloc(&arena, 2 * MIB);
	size_t at = 0, count = 0, taken, size;

	while (at < packed->length) {
		assert_int_equal(libdeflate_gzip_decompress_ex(reader, packed->bytes + at,
				     packed->length - at, back, (size_t)2 * MIB, &taken, &size),
		    LIBDEFLATE_SUCCESS);
		assert_memory_equal(back, bytes, size);
		bytes += size;
		at += taken;
		assert_true(count < most);
		sizes[count++] = size;
	}
	libdeflate_free_decompressor(reader);
	arena_release(&arena);
	return count;
}

static void
the_header_has_no_time_no_name_and_no_system(void **state)
{
	/* RFC 1952, 2.3: magic, deflate, no flags, no time, no extra flags,
	 * system 255: unknown */
	static const unsigned char header[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
	struct arena arena = {0};
	struct text packed = gzipped(&arena, "hello", 5, 5);

	(void)state;
	assert_memory_equal(packed.bytes, header, sizeof(header));
	arena_release(&arena);
}

static void
a_level_that_gzip_does_not_have_is_refused(void **state)
{
	struct error err = {.text = ""};

	(void)state;
	assert_null(gzip_stream_new(
	    failing_stream_new(0, false), &(struct compress_options){.level = 12}, &err));
	assert_string_equal(err.text, "cannot start gzip at level 12");
}

static void
the_size_alone_says_where_the_members_are_cut(void **state)
{
	static const struct {
		size_t size, count, first, last;
	} rows[] = {
	    {1, 1, 1, 1},
	    {MIB - 1, 1, MIB - 1, MIB - 1},
	    {MIB, 2, MIB / 2, MIB / 2},
	    {MIB + 1, 2, MIB / 2 + 1, MIB / 2},
	    {2 * MIB - 1, 2, MIB, MIB - 1},
	    {2 * MIB, 4, MIB / 2, MIB / 2},
	    {3 * MIB - 1, 4, MIB * 3 / 4, MIB * 3 / 4 - 1},
	    {5 * MIB + 7, 10, MIB / 2 + 1, MIB / 2},
	};
	struct arena arena = {0};
	char *bytes = samples(&arena, (size_t)6 * MIB);
	size_t sizes[10], i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct text packed = gzipped(&arena, bytes, rows[i].size, rows[i].size);
		size_t count = members(&packed, bytes, sizes, ARRAY_SIZE(sizes));

		assert_int_equal(count, rows[i].count);
		assert_int_equal(sizes[0], rows[i].first);
		assert_int_equal(sizes[count - 1], rows[i].last);
	}
	arena_release(&arena);
}

static void
bytes_of_an_unknown_number_or_of_a_wrong_one_are_all_there(void **state)
{
	static const struct {
		uint64_t told;
		size_t count, last;
	} rows[] = {{0, 4, MIB / 2}, {MIB, 7, MIB / 2}, {20 * MIB, 7, MIB / 2}};
	struct arena arena = {0};
	size_t size = (size_t)7 * MIB / 2, sizes[10], i;
	char *bytes = samples(&arena, size);

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct text packed = gzipped(&arena, bytes, size, rows[i].told);
		size_t count = members(&packed, bytes, sizes, ARRAY_SIZE(sizes));

		assert_int_equal(count, rows[i].count);
		assert_int_equal(sizes[count - 1], rows[i].last);
	}
	arena_release(&arena);
}

static void
a_reader_that_knows_members_finds_all_of_them(void **state)
{
	struct arena arena = {0};
	size_t size = (size_t)3 * MIB + 12345;
	char *bytes = samples(&arena, size);
	struct text packed = gzipped(&arena, bytes, size, size), back;

	(void)state;
	back = read_back(&arena, &packed, size);
	assert_int_equal(back.length, size);
	assert_memory_equal(back.bytes, bytes, size);
	arena_release(&arena);
}

static void
a_failing_end_stops_the_threads(void **state)
{
	struct arena arena = {0};
	size_t size = (size_t)9 * MIB;
	char *bytes = samples(&arena, size);
	struct error err;
	struct stream *out = gzip_stream_new(
	    failing_stream_new(100000, false), &(struct compress_options){.total = size}, &err);

	(void)state;
	assert_int_equal(stream_write(out, bytes, size, &err), -1);
	assert_string_equal(err.text, "the end is full");
	stream_free(out);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_header_has_no_time_no_name_and_no_system),
	    cmocka_unit_test(a_level_that_gzip_does_not_have_is_refused),
	    cmocka_unit_test(the_size_alone_says_where_the_members_are_cut),
	    cmocka_unit_test(bytes_of_an_unknown_number_or_of_a_wrong_one_are_all_there),
	    cmocka_unit_test(a_reader_that_knows_members_finds_all_of_them),
	    cmocka_unit_test(a_failing_end_stops_the_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
