#include "read_back.h"
#include "stream_support.h"

static void
what_was_compressed_reads_back_as_it_was(void **state)
{
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct text packed = compressed(&arena, gzip_stream_new, bytes, SAMPLE_SIZE, SAMPLE_SIZE),
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
	struct text whole = compressed(&arena, gzip_stream_new, bytes, SAMPLE_SIZE, SAMPLE_SIZE);
	struct text again = compressed(&arena, gzip_stream_new, bytes, SAMPLE_SIZE, SAMPLE_SIZE);
	struct text pieces = compressed(&arena, gzip_stream_new, bytes, SAMPLE_SIZE, 1021);

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
	struct stream *out = gzip_stream_new(failing_stream_new(1000, false), 0, &err);
	int status;

	(void)state;
	status = stream_write(out, bytes, SAMPLE_SIZE, &err) != 0 || stream_finish(out, &err) != 0;
	assert_int_equal(status, 1);
	assert_string_equal(err.text, "the end is full");
	stream_free(out);
	out = gzip_stream_new(failing_stream_new(SAMPLE_SIZE, true), 0, &err);
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
	assert_null(gzip_stream_new(NULL, 0, &err));
}

static void
the_header_has_no_time_no_name_and_no_system(void **state)
{
	/* RFC 1952, 2.3: magic, deflate, no flags, no time, no extra flags, system 255: unknown */
	static const unsigned char header[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
	struct arena arena = {0};
	struct text packed = compressed(&arena, gzip_stream_new, "hello", 5, 5);

	(void)state;
	assert_memory_equal(packed.bytes, header, sizeof(header));
	arena_release(&arena);
}

static void
a_level_that_gzip_does_not_have_is_refused(void **state)
{
	struct error err = {.text = ""};

	(void)state;
	assert_null(gzip_stream_new(failing_stream_new(0, false), 12, &err));
	assert_string_equal(err.text, "cannot start gzip at level 12");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_compressed_reads_back_as_it_was),
	    cmocka_unit_test(the_same_input_gives_the_same_bytes_however_it_is_cut),
	    cmocka_unit_test(a_failing_end_fails_the_chain_with_its_own_error),
	    cmocka_unit_test(a_missing_next_stream_is_handed_on),
	    cmocka_unit_test(the_header_has_no_time_no_name_and_no_system),
	    cmocka_unit_test(a_level_that_gzip_does_not_have_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
