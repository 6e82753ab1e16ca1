#include "stream_support.h"

static void
the_frame_carries_a_checksum(void **state)
{
	/* RFC 8878, 3.1.1.1.1: bit 2 of the frame header descriptor is the
	 * content checksum flag */
	static const unsigned char magic[] = {0x28, 0xb5, 0x2f, 0xfd};
	struct arena arena = {0};
	struct text packed = compressed(&arena, zstd_stream_new, "hello", 5, 5);

	(void)state;
	assert_memory_equal(packed.bytes, magic, sizeof(magic));
	assert_int_equal(packed.bytes[4] & 4, 4);
	arena_release(&arena);
}

/* A job is one MiB. Whether a last job that was full when it began knew of the
 * end depended on the threads: then a block without bytes (RFC 8878, 3.1.1.2:
 * last, raw, size 0) stood behind it. */
static void
a_length_of_whole_jobs_ends_without_an_empty_block(void **state)
{
	static const char empty[] = {1, 0, 0};
	const size_t size = (size_t)3 << 20, piece = 64 << 10, checksum = 4;
	struct arena arena = {0};
	char *bytes = samples(&arena, size);
	struct text packed = compressed(&arena, zstd_stream_new, bytes, size, piece);

	(void)state;
	assert_memory_not_equal(
	    packed.bytes + packed.length - checksum - sizeof(empty), empty, sizeof(empty));
	arena_release(&arena);
}

static void
the_size_of_the_pieces_does_not_matter(void **state)
{
	const size_t size = (size_t)2 << 20;
	struct arena arena = {0};
	char *bytes = samples(&arena, size);
	struct text small = compressed(&arena, zstd_stream_new, bytes, size, 1000);
	struct text whole = compressed(&arena, zstd_stream_new, bytes, size, size);

	(void)state;
	assert_int_equal(small.length, whole.length);
	assert_memory_equal(small.bytes, whole.bytes, whole.length);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_frame_carries_a_checksum),
	    cmocka_unit_test(a_length_of_whole_jobs_ends_without_an_empty_block),
	    cmocka_unit_test(the_size_of_the_pieces_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
