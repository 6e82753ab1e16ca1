#include "stream_support.h"

static void
the_stream_is_checked_by_crc64(void **state)
{
	/* The .xz file format, 2.1.1.2: stream flags 00 04 are CRC64 */
	static const unsigned char header[] = {0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4};
	struct arena arena = {0};
	struct text packed = compressed(&arena, xz_stream_new, "hello", 5, 5);

	(void)state;
	assert_memory_equal(packed.bytes, header, sizeof(header));
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_stream_is_checked_by_crc64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
