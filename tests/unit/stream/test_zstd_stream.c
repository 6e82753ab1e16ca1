#include "stream_support.h"

static void
the_frame_carries_a_checksum(void **state)
{
	/* RFC 8878, 3.1.1.1.1: bit 2 of the frame header descriptor is the content checksum flag */
	static const unsigned char magic[] = {0x28, 0xb5, 0x2f, 0xfd};
	struct arena arena = {0};
	struct text packed = compressed(&arena, zstd_stream_new, "hello", 5, 5);

	(void)state;
	assert_memory_equal(packed.bytes, magic, sizeof(magic));
	assert_int_equal(packed.bytes[4] & 4, 4);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_frame_carries_a_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
