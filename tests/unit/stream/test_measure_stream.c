#include "stream_support.h"

static struct measure
measured(const char *bytes, size_t size, size_t times)
{
	struct arena arena = {0};
	struct measure measure = {0};
	struct text text;
	struct error err;
	struct stream *out;
	size_t i;

	text_init(&text, &arena);
	out = measure_stream_new(memory_stream_new(&text, &err), &measure, &err);
	assert_non_null(out);
	for (i = 0; i < times; i++)
		assert_int_equal(stream_write(out, bytes, size, &err), 0);
	assert_int_equal(stream_finish(out, &err), 0);
	assert_int_equal(text.length, size * times);
	stream_free(out);
	arena_release(&arena);
	return measure;
}

static void
the_digest_is_that_of_the_standards_examples(void **state)
{
	struct measure measure = measured("", 0, 1);

	(void)state;
	/* FIPS 180-4 and NIST's example values: the empty message, "abc", a
	 * million "a" */
	assert_string_equal(measure.digest.text,
	    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	measure = measured("abc", 3, 1);
	assert_string_equal(measure.digest.text,
	    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	measure = measured("aaaaaaaaaa", 10, 100000);
	assert_string_equal(measure.digest.text,
	    "sha256:cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	assert_int_equal(measure.size, 1000000);
}

static void
a_failing_end_fails_the_measure_and_leaves_it_untold(void **state)
{
	struct measure measure = {0};
	struct error err;
	struct stream *out = measure_stream_new(failing_stream_new(2, false), &measure, &err);

	(void)state;
	assert_int_equal(stream_write(out, "abc", 3, &err), -1);
	assert_string_equal(err.text, "the end is full");
	assert_int_equal(measure.size, 0);
	stream_free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_digest_is_that_of_the_standards_examples),
	    cmocka_unit_test(a_failing_end_fails_the_measure_and_leaves_it_untold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
