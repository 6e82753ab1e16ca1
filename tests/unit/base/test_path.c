#include "base/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
cleaning_removes_what_says_nothing(void **state)
{
	static const char *const cases[][2] = {{"", "."}, {".", "."}, {"/", "/"}, {"a", "a"},
	    {"a/", "a"}, {"a//b", "a/b"}, {"a/./b", "a/b"}, {"a/../b", "b"}, {"a/..", "."},
	    {"..", ".."}, {"../a", "../a"}, {"../../a", "../../a"}, {"a/../../b", "../b"},
	    {"/..", "/"}, {"/../a", "/a"}, {"/a/../../b", "/b"}, {"//a", "/a"},
	    {"/a/b/../c", "/a/c"}, {"a/b/../../..", ".."}, {"...", "..."}, {"..a", "..a"}};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(path_clean(&arena, cases[i][0]), cases[i][1]);
	arena_release(&arena);
}

static void
joining_keeps_absolute_names(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(path_join(&arena, "a", "b"), "a/b");
	assert_string_equal(path_join(&arena, "a/", "b"), "a/b");
	assert_string_equal(path_join(&arena, "/", "b"), "/b");
	assert_string_equal(path_join(&arena, ".", "b"), "b");
	assert_string_equal(path_join(&arena, "", "b"), "b");
	assert_string_equal(path_join(&arena, "a", "/b"), "/b");
	arena_release(&arena);
}

static void
folder_and_base_take_a_path_apart(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(path_folder(&arena, "a"), ".");
	assert_string_equal(path_folder(&arena, "/a"), "/");
	assert_string_equal(path_folder(&arena, "a/b/c"), "a/b");
	assert_string_equal(path_base("a/b"), "b");
	assert_string_equal(path_base("b"), "b");
	assert_string_equal(path_base("b/"), "");
	arena_release(&arena);
}

static void
inside_is_not_a_matter_of_a_common_prefix(void **state)
{
	(void)state;
	assert_true(path_is_inside("/a", "/a"));
	assert_true(path_is_inside("/a", "/a/b"));
	assert_false(path_is_inside("/a", "/ab"));
	assert_true(path_is_inside("/", "/ab"));
	assert_true(path_is_inside(".", "a"));
	assert_false(path_is_inside(".", "../a"));
	assert_false(path_is_inside(".", ".."));
	assert_false(path_is_inside(".", "/a"));
}

static void
climbing_is_seen_in_any_part(void **state)
{
	(void)state;
	assert_true(path_climbs(".."));
	assert_true(path_climbs("a/../b"));
	assert_true(path_climbs("a/.."));
	assert_false(path_climbs("a/..b/c"));
	assert_false(path_climbs("a/b.."));
	assert_false(path_climbs(""));
	assert_true(path_has_part("/a/.git", ".git"));
	assert_true(path_has_part(".git/a", ".git"));
	assert_false(path_has_part("a/.github/x.git", ".git"));
}

static void
an_argument_is_no_option_and_no_response_file(void **state)
{
	static const char *const cases[][2] = {{"-x.c", "./-x.c"}, {"@s.c", "./@s.c"},
	    {"=a", "./=a"}, {"~a", "./~a"}, {"", "./"}, {"a.c", "a.c"}, {"9.c", "9.c"},
	    {"_.c", "_.c"}, {".a/-x.c", ".a/-x.c"}, {"../-x.c", "../-x.c"}, {"/@x", "/@x"},
	    {"\xc3\xa4.c", "\xc3\xa4.c"}};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(path_argument(&arena, cases[i][0]), cases[i][1]);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cleaning_removes_what_says_nothing),
	    cmocka_unit_test(joining_keeps_absolute_names),
	    cmocka_unit_test(folder_and_base_take_a_path_apart),
	    cmocka_unit_test(inside_is_not_a_matter_of_a_common_prefix),
	    cmocka_unit_test(climbing_is_seen_in_any_part),
	    cmocka_unit_test(an_argument_is_no_option_and_no_response_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
