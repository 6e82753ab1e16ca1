#include "base/scope.h"
#include "read_back.h"
#include "stream/compressor.h"
#include "stream_support.h"

#include <sched.h>

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
	struct stream *out = compressor->make(failing_stream_new(1000, false), &usual, &err);
	int status =
	    stream_write(out, bytes, SAMPLE_SIZE, &err) != 0 || stream_finish(out, &err) != 0;

	assert_int_equal(status, 1);
	assert_string_equal(err.text, "the end is full");
	stream_free(out);
	out = compressor->make(failing_stream_new(SAMPLE_SIZE, true), &usual, &err);
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

	assert_null(compressor->make(NULL, &usual, &err));
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
	struct stream *out = compressor->make(failing_stream_new(SAMPLE_SIZE, false), &usual, &err);

	assert_int_equal(stream_write(out, bytes, SAMPLE_SIZE, &err), 0);
	arena_release(&arena);
}

static void
compressed_bytes_begin_with_the_magic_of_their_row(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	struct text packed = compressed(&arena, compressor->make, "hello", 5, 5);

	assert_true(compressor->magic_size > 0 && compressor->magic_size <= COMPRESSOR_MAGIC);
	assert_ptr_equal(compressor_of_bytes(packed.bytes, packed.length), compressor);
	assert_null(compressor_of_bytes(packed.bytes, compressor->magic_size - 1));
	arena_release(&arena);
}

static void
a_row_has_all_that_a_layer_and_an_archive_need(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	const char *name = arena_printf(&arena, "a.tar%s", compressor->ending);
	size_t length;

	assert_true(compressor->highest_level > 0);
	assert_true(strlen(compressor->version()) > 0);
	assert_non_null(compressor->let_read);
	assert_ptr_equal(compressor_of_name(name, &length), compressor);
	assert_int_equal(length, strlen("a.tar"));
	assert_true(compressor_names_archive(name));
	assert_false(compressor_names_archive(name + strlen("a.tar")));
	arena_release(&arena);
}

static void
the_highest_level_of_a_row_works_and_differs_from_the_first(void **state)
{
	const struct compressor *compressor = *state;
	const struct compress_options least = {.level = 1},
				      most = {.level = (int)compressor->highest_level};
	struct arena arena = {0};
	char *bytes = sample(&arena);
	struct text first = compressed_with(&arena, compressor->make, &least, bytes, SAMPLE_SIZE);
	struct text last = compressed_with(&arena, compressor->make, &most, bytes, SAMPLE_SIZE);
	struct text back = read_back(&arena, &last, SAMPLE_SIZE);

	assert_true(last.length < first.length);
	assert_memory_equal(back.bytes, bytes, SAMPLE_SIZE);
	arena_release(&arena);
}

static void
what_comes_is_measured_whoever_measures_it(void **state)
{
	const struct compressor *compressor = *state;
	struct arena arena = {0};
	struct measure measure = {0};
	const struct compress_options options = {.measure = &measure};
	struct digest expected;
	struct text packed;
	struct error err;
	struct stream *out;

	text_init(&packed, &arena);
	out = compressor_stream_new(compressor, memory_stream_new(&packed, &err), &options, &err);
	assert_int_equal(stream_write(out, "hello", 5, &err), 0);
	assert_int_equal(stream_finish(out, &err), 0);
	stream_free(out);
	assert_int_equal(digest_of_bytes("hello", 5, &expected, &err), 0);
	assert_true(digest_equal(&measure.digest, &expected));
	assert_int_equal(measure.size, 5);
	arena_release(&arena);
}

static void
names_lead_to_compressors_of_layers(void **state UNUSED)
{
	struct arena arena = {0};

	assert_string_equal(compressor_names(&arena, true), "gzip, zstd or none");
	assert_string_equal(compressor_names(&arena, false), "gzip or zstd");
	assert_string_equal(compressor_find("zstd")->name, "zstd");
	assert_null(compressor_find("xz"));
	assert_null(compressor_find("zip"));
	arena_release(&arena);
}

static void
names_of_archives_lead_to_compressors(void **state UNUSED)
{
	size_t length;

	assert_string_equal(compressor_of_name("a.tgz", &length)->name, "gzip");
	assert_int_equal(length, 1);
	assert_string_equal(compressor_of_name("a.zst", &length)->name, "zstd");
	assert_null(compressor_of_name("a.tar", &length));
	assert_null(compressor_of_name("gz", &length));
	assert_true(compressor_names_archive("a.tar") && compressor_names_archive("a.tgz"));
	assert_false(compressor_names_archive("a.gz"));
	assert_false(compressor_names_archive("a.tarx"));
}

static void
bytes_of_a_tar_are_not_compressed(void **state UNUSED)
{
	assert_null(compressor_of_bytes("a\0\0\0\0\0\0", COMPRESSOR_MAGIC));
	assert_null(compressor_of_bytes("", 0));
}

/* Each test with each compressor of the table, then those of the table
 * itself. */
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
	    cmocka_unit_test(compressed_bytes_begin_with_the_magic_of_their_row),
	    cmocka_unit_test(a_row_has_all_that_a_layer_and_an_archive_need),
	    cmocka_unit_test(the_highest_level_of_a_row_works_and_differs_from_the_first),
	    cmocka_unit_test(what_comes_is_measured_whoever_measures_it),
	};
	const struct CMUnitTest whole[] = {
	    cmocka_unit_test(names_lead_to_compressors_of_layers),
	    cmocka_unit_test(names_of_archives_lead_to_compressors),
	    cmocka_unit_test(bytes_of_a_tar_are_not_compressed),
	};
	enum { EACH = ARRAY_SIZE(each), MOST_ROWS = 16 };
	struct CMUnitTest tests[EACH * MOST_ROWS];
	char names[EACH * MOST_ROWS][100];
	const struct compressor *row;
	size_t count = 0, i, k;

	for (i = 0; (row = compressor_at(i)) != NULL; i++)
		for (k = 0; k < EACH && row->make != NULL && count < ARRAY_SIZE(tests); k++) {
			tests[count] = each[k];
			tests[count].initial_state = (void *)(uintptr_t)row;
			snprintf(
			    names[count], sizeof(names[count]), "%s: %s", row->name, each[k].name);
			tests[count].name = names[count];
			count++;
		}
	return _cmocka_run_group_tests("compressors", tests, count, NULL, NULL) +
	    cmocka_run_group_tests(whole, NULL, NULL);
}
