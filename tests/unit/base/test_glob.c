#include "base/glob.h"

#include "base/file.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder with a few files, made anew for each test. */
struct place {
	struct arena arena;
	struct temporary_folder folder;
};

static int
set_up(void **state)
{
	static const char *const files[] = {"a.c", "b.c", "B.c", ".hidden.c", "c.h", "sub/d.c",
	    "sub/deep/e.c", "sub/.git/f.c", "x[1].c", "sub/deep/deeper/g.h"};
	static struct place place;
	struct error err;
	size_t i;

	place = (struct place){0};
	if (temporary_folder_make(&place.folder, &err) != 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char *path = arena_printf(&place.arena, "%s/%s", place.folder.path, files[i]);
		char *folder = arena_printf(&place.arena, "%s/sub/deep/deeper", place.folder.path);
		char *git = arena_printf(&place.arena, "%s/sub/.git", place.folder.path);

		if (file_make_folders(folder, &err) != 0 || file_make_folders(git, &err) != 0 ||
		    file_write(path, "", 0, 0600, &err) != 0)
			return -1;
	}
	if (symlink("sub", arena_printf(&place.arena, "%s/link", place.folder.path)) != 0)
		return -1;
	*state = &place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;

	scope_temporary_folder(&place->folder);
	arena_release(&place->arena);
	return 0;
}

static void
assert_matches(struct place *place, const char *pattern, const char *expected)
{
	struct text_list matches = {0};
	struct error err;

	if (glob_expand(&place->arena, place->folder.path, pattern, &matches, &err) != 0)
		fail_msg("%s", err.text);
	assert_string_equal(text_list_join(&matches, &place->arena, " "), expected);
}

static void
stars_and_marks_match_within_a_name_in_byte_order(void **state)
{
	assert_matches(*state, "*.c", "B.c a.c b.c x[1].c");
	assert_matches(*state, "?.c", "B.c a.c b.c");
	assert_matches(*state, "*", "B.c a.c b.c c.h link sub x[1].c");
	assert_matches(*state, "s*/d*", "sub/d.c sub/deep");
	assert_matches(*state, "*z*", "");
	assert_matches(*state, "sub/*.c", "sub/d.c");
}

static void
a_path_matches_a_pattern_without_a_folder_to_look_into(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool matches;
	} cases[] = {{"*.c", "a.c", true}, {"*.c", "sub/a.c", false}, {"*", ".git", false},
	    {".*", ".git", true}, {"a/b", "a/b", true}, {"a/b", "a", false}, {"a", "a/b", false},
	    {"a//b/", "a/b", true}, {"**/b", "b", true}, {"**/b", "a/.x/b", true},
	    {"**/b", "a/bb", false}, {"a/**", "a/b/c", true}, {"a/**/**/c", "a/c", true},
	    {"a/**/c/*.h", "a/c/b/c/x.h", true}, {"a/**/c/*.h", "a/c/b/x.h", false},
	    {"**", "a/b", true}, {"[a-c]?/x*", "b1/xyz", true}};
	struct place *place = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (glob_matches(&place->arena, cases[i].pattern, cases[i].path) !=
		    cases[i].matches)
			fail_msg("\"%s\" and \"%s\"", cases[i].pattern, cases[i].path);
}

static void
classes_match_one_byte(void **state)
{
	assert_matches(*state, "[a-b].c", "a.c b.c");
	assert_matches(*state, "[!a].c", "B.c b.c");
	assert_matches(*state, "[^a-z].c", "B.c");
	assert_matches(*state, "x[[]1].c", "x[1].c");
	assert_matches(*state, "x[[]1[]].c", "x[1].c");
	assert_matches(*state, "[", "");
}

static void
two_stars_go_down_any_number_of_folders_but_not_through_links(void **state)
{
	assert_matches(*state, "**/*.c", "B.c a.c b.c sub/d.c sub/deep/e.c x[1].c");
	assert_matches(*state, "sub/**/*.c", "sub/d.c sub/deep/e.c");
	assert_matches(*state, "**/deep/*", "sub/deep/deeper sub/deep/e.c");
	assert_matches(*state, "sub/**", "sub/d.c sub/deep/deeper/g.h sub/deep/e.c");
	assert_matches(*state, "**/**/*.h", "c.h sub/deep/deeper/g.h");
	assert_matches(*state, "link/*.c", "link/d.c");
}

static void
hidden_names_need_a_pattern_that_says_the_dot(void **state)
{
	assert_matches(*state, ".*.c", ".hidden.c");
	assert_matches(*state, "sub/.git/*", "sub/.git/f.c");
	assert_matches(*state, "sub/.*/*", "sub/.git/f.c");
	assert_matches(*state, "[.]hidden.c", "");
}

static void
a_plain_path_is_its_own_match_when_it_exists(void **state)
{
	assert_matches(*state, "sub/d.c", "sub/d.c");
	assert_matches(*state, "sub/", "sub");
	assert_matches(*state, "nothing", "");
	assert_matches(*state, "", "");
	assert_matches(*state, "sub/../a.c", "sub/../a.c");
	assert_matches(*state, "/", "");
	assert_matches(*state, "/etc/passwd", "/etc/passwd");
	assert_matches(*state, "/etc/passw[d]", "/etc/passwd");
	assert_true(glob_is_pattern("a*"));
	assert_true(glob_is_pattern("a[b]"));
	assert_false(glob_is_pattern("a/b.c"));
}

static void
a_pattern_of_many_stars_is_answered_at_once(void **state)
{
	assert_matches(*state, "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "");
	assert_matches(*state, "**/**/**/**/**/**/**/**/**/**/**/**/**/**/**/**/**/nothing", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		stars_and_marks_match_within_a_name_in_byte_order, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(classes_match_one_byte, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		a_path_matches_a_pattern_without_a_folder_to_look_into, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		two_stars_go_down_any_number_of_folders_but_not_through_links, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		hidden_names_need_a_pattern_that_says_the_dot, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		a_plain_path_is_its_own_match_when_it_exists, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		a_pattern_of_many_stars_is_answered_at_once, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
