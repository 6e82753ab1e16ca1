#include "base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
setting_gives_minus_one_and_the_text(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(error_set(&err, ERROR_USAGE, "unknown flag \"%s\"", "x"), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_string_equal(err.text, "unknown flag \"x\"");
}

static void
wrapping_reads_as_a_path_and_keeps_the_kind(void **state)
{
	struct error err;

	(void)state;
	error_set(&err, ERROR_REFUSED, "no");
	assert_int_equal(error_wrap(&err, "build"), -1);
	assert_int_equal(error_wrap(&err, "%s", "linux/arm64"), -1);
	assert_string_equal(err.text, "linux/arm64: build: no");
	assert_int_equal(err.kind, ERROR_REFUSED);
}

static void
errno_decides_the_kind(void **state)
{
	struct error err;

	(void)state;
	errno = ENOENT;
	error_errno(&err, "cannot open \"a\"");
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_string_equal(err.text, "cannot open \"a\": No such file or directory");
	errno = EACCES;
	error_errno(&err, "cannot open \"a\"");
	assert_int_equal(err.kind, ERROR_FAILED);
}

static void
a_long_name_does_not_push_out_the_reason(void **state)
{
	struct error err;
	char long_name[5000];
	size_t length;

	(void)state;
	memset(long_name, 'n', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	errno = EACCES;
	error_errno(&err, "cannot open \"%s\"", long_name);
	error_wrap(&err, "\"%s\"", long_name);
	length = strlen(err.text);
	assert_true(length < sizeof(err.text));
	assert_string_equal(
	    err.text + length - strlen("n: Permission denied"), "n: Permission denied");
	assert_memory_equal(err.text, "\"nnn", 4);
	assert_non_null(strstr(err.text, "n...n"));
}

static void
an_error_is_one_harmless_line_whatever_a_name_holds(void **state)
{
	struct error err;
	char long_name[5000];

	(void)state;
	error_set(&err, ERROR_FAILED, "\"%s\"", "a\nb\033[31mc\x7f");
	assert_string_equal(err.text, "\"a\\x0ab\\x1b[31mc\\x7f\"");
	memset(long_name, '\n', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	error_set(&err, ERROR_FAILED, "%s", long_name);
	error_wrap(&err, "%s", long_name);
	assert_true(strlen(err.text) < sizeof(err.text));
	assert_null(strchr(err.text, '\n'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(setting_gives_minus_one_and_the_text),
	    cmocka_unit_test(wrapping_reads_as_a_path_and_keeps_the_kind),
	    cmocka_unit_test(errno_decides_the_kind),
	    cmocka_unit_test(a_long_name_does_not_push_out_the_reason),
	    cmocka_unit_test(an_error_is_one_harmless_line_whatever_a_name_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
