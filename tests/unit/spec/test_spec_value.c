#include "spec/spec_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
users_become_two_numbers(void **state)
{
	static const char *const cases[][2] = {{"0", "0:0"}, {"1000", "1000:1000"},
	    {"1000:5", "1000:5"}, {"root", "0:0"}, {"nobody", "65534:65534"},
	    {"nonroot:root", "65532:0"}, {"4294967294", "4294967294:4294967294"}};
	static const char *const bad[] = {
	    "", ":", "1:", ":1", "bob", "-1", "4294967295", "1:2:3", "1 "};
	struct arena arena = {0};
	const char *user;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(value_user(&arena, cases[i][0], &user, &err), 0);
		assert_string_equal(user, cases[i][1]);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		if (value_user(&arena, bad[i], &user, &err) == 0)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
	arena_release(&arena);
}

static void
paths_in_the_image_are_absolute_and_clean(void **state)
{
	static const char *const bad[] = {"", "a", "./a", "/a/../b", "/..", "/a\x01", "/\xff"};
	struct value_path plain = {"workdir", false}, mark = {"to", true};
	struct arena arena = {0};
	const char *path;
	struct error err;
	size_t i;

	(void)state;
	assert_int_equal(value_absolute(&arena, "//a/./b/", plain, &path, &err), 0);
	assert_string_equal(path, "/a/b");
	assert_int_equal(value_absolute(&arena, "/a/", mark, &path, &err), 0);
	assert_string_equal(path, "/a/");
	assert_int_equal(value_absolute(&arena, "/", mark, &path, &err), 0);
	assert_string_equal(path, "/");
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (value_absolute(&arena, bad[i], plain, &path, &err) == 0)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(value_absolute(&arena, "./data", plain, &path, &err), -1);
	assert_string_equal(err.text,
	    "workdir \"./data\" is not absolute; write \"/data\", a path inside the image");
	arena_release(&arena);
}

static void
ports_have_a_number_and_a_protocol(void **state)
{
	static const char *const cases[][2] = {
	    {"1", "1/tcp"}, {"0080", "80/tcp"}, {"65535/udp", "65535/udp"}, {"9/sctp", "9/sctp"}};
	static const char *const bad[] = {
	    "", "0", "65536", "http", "80/", "80/TCP", "80-90", "-1", "/tcp"};
	struct arena arena = {0};
	const char *port;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(value_port(&arena, cases[i][0], &port, &err), 0);
		assert_string_equal(port, cases[i][1]);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (value_port(&arena, bad[i], &port, &err) == 0)
			fail_msg("taken: %s", bad[i]);
	arena_release(&arena);
}

static void
signals_have_names_or_numbers(void **state)
{
	static const char *const cases[][2] = {{"SIGTERM", "SIGTERM"}, {"INT", "SIGINT"},
	    {"9", "9"}, {"64", "64"}, {"SIGRTMIN", "SIGRTMIN"}, {"RTMIN+3", "SIGRTMIN+3"},
	    {"SIGRTMAX-14", "SIGRTMAX-14"}};
	static const char *const bad[] = {
	    "", "0", "65", "SIG", "SIGRTMIN-1", "SIGRTMIN+31", "SIGRTMIN+"};
	struct arena arena = {0};
	const char *name;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(value_signal(&arena, cases[i][0], &name, &err), 0);
		assert_string_equal(name, cases[i][1]);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (value_signal(&arena, bad[i], &name, &err) == 0)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(value_signal(&arena, "SIGTREM", &name, &err), -1);
	assert_string_equal(err.text, "unknown stop signal \"SIGTREM\"; did you mean \"SIGTERM\"?");
	arena_release(&arena);
}

static void
times_are_seconds_or_rfc_3339(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = {{"0", 0}, {"1970-01-01T00:00:00Z", 0}, {"2000-02-29T23:59:59Z", 951868799},
	    {"2024-02-29t12:00:00z", 1709208000}, {"2024-02-29T12:00:00.999+01:00", 1709204400},
	    {"2024-02-29T12:00:00-05:30", 1709227800}, {"2016-12-31T23:59:60Z", 1483228799},
	    {"9999-12-31T23:59:59Z", 253402300799}, {"2100-03-01T00:00:00Z", 4107542400}};
	static const char *const bad[] = {"", "now", "-1", "1.5", "2024-02-30T00:00:00Z",
	    "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2024-13-01T00:00:00Z",
	    "2024-00-01T00:00:00Z", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z",
	    "2024-01-01T24:00:00Z", "2024-01-01T00:00:00Zx", "2024-01-01T00:00:00.Z",
	    "2024-01-01T00:00:00+1:00", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01",
	    "253402300800", "99999999999999999999"};
	struct error err;
	int64_t seconds;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(value_time("created", cases[i].text, &seconds, &err), 0);
		assert_int_equal(seconds, cases[i].seconds);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (value_time("created", bad[i], &seconds, &err) == 0)
			fail_msg("taken: %s", bad[i]);
}

static void
modes_are_octal_however_they_are_written(void **state)
{
	static const char *const bad[] = {
	    "", "0", "8", "0o", "07777777", "rwx", "0x1", "-1", "77777"};
	struct error err;
	int mode;
	size_t i;

	(void)state;
	assert_int_equal(value_mode("644", &mode, &err), 0);
	assert_int_equal(mode, 0644);
	assert_int_equal(value_mode("0755", &mode, &err), 0);
	assert_int_equal(mode, 0755);
	assert_int_equal(value_mode("0o4755", &mode, &err), 0);
	assert_int_equal(mode, 04755);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (value_mode(bad[i], &mode, &err) == 0)
			fail_msg("taken: %s", bad[i]);
}

static void
names_of_variables_and_labels_are_sane(void **state)
{
	static const struct {
		const char *kind;
		struct pair pair;
		const char *message;
	} cases[] = {
	    {"env", {"", "x"}, "env with an empty name"},
	    {"env", {"A=B", "x"}, "env \"A=B\" has a \"=\" in its name"},
	    {"label", {"a\nb", "x"}, "label \"a\\x0ab\" has a control character"},
	    {"label", {"a", "\x1b"}, "the value of label a, \"\\x1b\" has a control character"},
	    {"annotation", {"a", "\xc0\x80"},
		"the value of annotation a, \"\\xc0\\x80\" is not UTF-8"},
	};
	struct pair good = {"A", "a=b\n"};
	struct error err;
	size_t i;

	(void)state;
	assert_int_equal(value_pair("env", &good, &err), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(value_pair(cases[i].kind, &cases[i].pair, &err), -1);
		assert_string_equal(err.text, cases[i].message);
	}
}

static void
a_label_of_endless_length_is_refused(void **state)
{
	struct arena arena = {0};
	char *name = arena_alloc(&arena, 2000), *value = arena_alloc(&arena, 200001);
	struct pair long_name = {name, ""}, long_value = {"a", value};
	struct error err;

	(void)state;
	memset(name, 'a', 1999);
	memset(value, 'a', 200000);
	assert_int_equal(value_pair("label", &long_name, &err), -1);
	assert_int_equal(value_pair("label", &long_value, &err), -1);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(users_become_two_numbers),
	    cmocka_unit_test(paths_in_the_image_are_absolute_and_clean),
	    cmocka_unit_test(ports_have_a_number_and_a_protocol),
	    cmocka_unit_test(signals_have_names_or_numbers),
	    cmocka_unit_test(times_are_seconds_or_rfc_3339),
	    cmocka_unit_test(modes_are_octal_however_they_are_written),
	    cmocka_unit_test(names_of_variables_and_labels_are_sane),
	    cmocka_unit_test(a_label_of_endless_length_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
