#include "read_back.h"
#include "stream_support.h"

static void
what_was_compressed_reads_back_as_it_was(void **state)
{
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct text packed = compressed(&arena, zstd_stream_new, bytes, SAMPLE_SIZE, SAMPLE_SIZE),
		    back;

	(void)state;
	assert_true(packed.length < SAMPLE_SIZE * 3 / 4);
	back = read_back(&arena, &packed, SAMPLE_SIZE);
	assert_int_equal(back.length, SAMPLE_SIZE);
	assert_memory_equal(back.bytes, bytes, SAMPLE_SIZE);
	arena_release(&arena);
}

static void
the_same_input_gives_the_same_bytes_however_it_is_cut(void **state)
{
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct text whole = compressed(&arena, zstd_stream_new, bytes, SAMPLE_SIZE, SAMPLE_SIZE);
	struct text again = compressed(&arena, zstd_stream_new, bytes, SAMPLE_SIZE, SAMPLE_SIZE);
	struct text pieces = compressed(&arena, zstd_stream_new, bytes, SAMPLE_SIZE, 1021);

	(void)state;
	assert_same_text(&whole, &again);
	assert_same_text(&whole, &pieces);
	arena_release(&arena);
}

static void
a_failing_end_fails_the_chain_with_its_own_error(void **state)
{
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct error err;
	struct stream *out = zstd_stream_new(failing_stream_new(1000, false), 0, &err);
	int status;

	(void)state;
	status = stream_write(out, bytes, SAMPLE_SIZE, &err) != 0 || stream_finish(out, &err) != 0;
	assert_int_equal(status, 1);
	assert_string_equal(err.text, "the end is full");
	stream_free(out);
	out = zstd_stream_new(failing_stream_new(SAMPLE_SIZE, true), 0, &err);
	assert_int_equal(stream_write(out, bytes, 100, &err), 0);
	assert_int_equal(stream_finish(out, &err), -1);
	assert_string_equal(err.text, "the end does not finish");
	stream_free(out);
	arena_release(&arena);
}

static void
a_missing_next_stream_is_handed_on(void **state)
{
	struct error err;

	(void)state;
	assert_null(zstd_stream_new(NULL, 0, &err));
}

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
	    cmocka_unit_test(what_was_compressed_reads_back_as_it_was),
	    cmocka_unit_test(the_same_input_gives_the_same_bytes_however_it_is_cut),
	    cmocka_unit_test(a_failing_end_fails_the_chain_with_its_own_error),
	    cmocka_unit_test(a_missing_next_stream_is_handed_on),
	    cmocka_unit_test(the_frame_carries_a_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
