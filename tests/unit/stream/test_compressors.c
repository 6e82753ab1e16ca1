#include "base/scope.h"
#include "read_back.h"
#include "stream_support.h"

#include <sched.h>

/* What every compressor must do, one row each. */
struct compressor {
	const char *name;
	constructor make;
};

static struct stream *
gzip_of_unknown_size(struct stream *next, int level, struct error *err)
{
	return gzip_stream_new(next, level, 0, NULL, err);
}

static struct compressor compressors[] = {
    {"gzip", gzip_of_unknown_size},
    {"xz", xz_stream_new},
    {"zstd", zstd_stream_new},
};

static void
what_was_compressed_reads_back_as_it_was(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct text packed = compressed(&arena, compressor->make, bytes, SAMPLE_SIZE, SAMPLE_SIZE);
	struct text back = read_back(&arena, &packed, SAMPLE_SIZE);

	assert_true(packed.length < SAMPLE_SIZE * 3 / 4);
	assert_int_equal(back.length, SAMPLE_SIZE);
	assert_memory_equal(back.bytes, bytes, SAMPLE_SIZE);
	arena_release(&arena);
}

static void
the_same_input_gives_the_same_bytes_however_it_is_cut(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct text whole = compressed(&arena, compressor->make, bytes, SAMPLE_SIZE, SAMPLE_SIZE);
	struct text again = compressed(&arena, compressor->make, bytes, SAMPLE_SIZE, SAMPLE_SIZE);
	struct text pieces = compressed(&arena, compressor->make, bytes, SAMPLE_SIZE, 1021);

	assert_same_text(&whole, &again);
	assert_same_text(&whole, &pieces);
	arena_release(&arena);
}

static void
nothing_is_compressed_too(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	struct text packed = compressed(&arena, compressor->make, "", 0, 1);

	assert_true(packed.length > 0);
	assert_int_equal(read_back(&arena, &packed, 1).length, 0);
	arena_release(&arena);
}

static void
a_failing_end_fails_the_chain_with_its_own_error(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct error err;
	struct stream *out = compressor->make(failing_stream_new(1000, false), 0, &err);
	int status =
	    stream_write(out, bytes, SAMPLE_SIZE, &err) != 0 || stream_finish(out, &err) != 0;

	assert_int_equal(status, 1);
	assert_string_equal(err.text, "the end is full");
	stream_free(out);
	out = compressor->make(failing_stream_new(SAMPLE_SIZE, true), 0, &err);
	assert_int_equal(stream_write(out, bytes, 100, &err), 0);
	assert_int_equal(stream_finish(out, &err), -1);
	assert_string_equal(err.text, "the end does not finish");
	stream_free(out);
	arena_release(&arena);
}

static void
a_missing_next_stream_is_handed_on(void **state)
{
	const struct compressor *compressor = *state;
	struct error err;

	assert_null(compressor->make(NULL, 0, &err));
}

static void
one_processor_and_all_of_them_write_the_same_bytes(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	size_t size = (size_t)5 << 20, i;
	char *bytes = samples(&arena, size);
	struct text all = compressed(&arena, compressor->make, bytes, size, size), one;
	cpu_set_t before, first;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	for (i = 0; !CPU_ISSET(i, &before); i++)
		continue;
	CPU_ZERO(&first);
	CPU_SET(i, &first);
	assert_int_equal(sched_setaffinity(0, sizeof(first), &first), 0);
	one = compressed(&arena, compressor->make, bytes, size, size);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
	assert_same_text(&all, &one);
	arena_release(&arena);
}

static void
a_chain_that_is_given_up_half_way_leaves_nothing(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct error err;
	SCOPED(stream)
	struct stream *out = compressor->make(failing_stream_new(SAMPLE_SIZE, false), 0, &err);

	assert_int_equal(stream_write(out, bytes, SAMPLE_SIZE, &err), 0);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest each[] = {
	    cmocka_unit_test(what_was_compressed_reads_back_as_it_was),
	    cmocka_unit_test(the_same_input_gives_the_same_bytes_however_it_is_cut),
	    cmocka_unit_test(nothing_is_compressed_too),
	    cmocka_unit_test(a_failing_end_fails_the_chain_with_its_own_error),
	    cmocka_unit_test(a_missing_next_stream_is_handed_on),
	    cmocka_unit_test(one_processor_and_all_of_them_write_the_same_bytes),
	    cmocka_unit_test(a_chain_that_is_given_up_half_way_leaves_nothing),
	};
	enum { TESTS = ARRAY_SIZE(each), ROWS = ARRAY_SIZE(compressors) };
	struct CMUnitTest tests[TESTS * ROWS];
	char names[TESTS * ROWS][100];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		struct compressor *compressor = &compressors[i / TESTS];

		tests[i] = each[i % TESTS];
		tests[i].initial_state = compressor;
		snprintf(names[i], sizeof(names[i]), "%s: %s", compressor->name, tests[i].name);
		tests[i].name = names[i];
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
