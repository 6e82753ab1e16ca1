#include "base/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
status_and_output_come_back(void **state)
{
	const char *const arguments[] = {"sh", "-c", "cat; echo out; exit 3", NULL};
	struct arena arena = {0};
	struct error err;
	struct text captured;
	struct process_options options = {
	    .arguments = arguments, .input = "in ", .input_size = 3, .capture = &captured};
	int status = -1;

	(void)state;
	text_init(&captured, &arena);
	assert_int_equal(process_run(&options, &status, &err), 0);
	assert_int_equal(status, 3);
	assert_string_equal(text_string(&captured), "in out\n");
	arena_release(&arena);
}

static void
a_signal_gives_128_and_its_number(void **state)
{
	const char *const arguments[] = {"sh", "-c", "kill -9 $$", NULL};
	struct process_options options = {.arguments = arguments};
	struct error err;
	int status = -1;

	(void)state;
	assert_int_equal(process_run(&options, &status, &err), 0);
	assert_int_equal(status, 128 + 9);
}

static void
a_missing_program_is_named(void **state)
{
	const char *const arguments[] = {"no-such-program-here", NULL};
	struct process_options options = {.arguments = arguments};
	struct error err;
	int status = -1;

	(void)state;
	assert_int_equal(process_run(&options, &status, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_string_equal(err.text, "\"no-such-program-here\" is not installed or not in PATH");
	assert_int_equal(status, -1);
}

static void
large_input_and_output_do_not_block_each_other(void **state)
{
	const char *const arguments[] = {"cat", NULL};
	struct arena arena = {0};
	struct error err;
	struct text captured;
	size_t size = 3 << 20;
	char *input = malloc(size);
	struct process_options options = {.arguments = arguments,
	    .input = input,
	    .input_size = size,
	    .capture = &captured,
	    .capture_limit = 4 << 20};
	int status = -1;

	(void)state;
	assert_non_null(input);
	memset(input, 'x', size);
	text_init(&captured, &arena);
	assert_int_equal(process_run(&options, &status, &err), 0);
	assert_int_equal(status, 0);
	assert_int_equal(captured.length, size);
	free(input);
	arena_release(&arena);
}

static void
endless_output_is_stopped_at_the_limit(void **state)
{
	const char *const arguments[] = {"yes", NULL};
	struct arena arena = {0};
	struct error err;
	struct text captured;
	struct process_options options = {
	    .arguments = arguments, .capture = &captured, .capture_limit = 1000};
	int status = -1;

	(void)state;
	text_init(&captured, &arena);
	assert_int_equal(process_run(&options, &status, &err), -1);
	assert_string_equal(err.text, "\"yes\" printed more than 1000 bytes");
	arena_release(&arena);
}

static int
refuse(void *context, struct error *err)
{
	return error_set(err, ERROR_REFUSED, "%s", (const char *)context);
}

static void
what_goes_wrong_before_exec_reaches_the_parent(void **state)
{
	const char *const arguments[] = {"true", NULL};
	struct process_options options = {.arguments = arguments,
	    .before_exec = refuse,
	    .before_exec_context = (void *)(uintptr_t)"not today"};
	struct error err;
	int status = -1;

	(void)state;
	assert_int_equal(process_run(&options, &status, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_string_equal(err.text, "not today");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(status_and_output_come_back),
	    cmocka_unit_test(a_signal_gives_128_and_its_number),
	    cmocka_unit_test(a_missing_program_is_named),
	    cmocka_unit_test(large_input_and_output_do_not_block_each_other),
	    cmocka_unit_test(endless_output_is_stopped_at_the_limit),
	    cmocka_unit_test(what_goes_wrong_before_exec_reaches_the_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
