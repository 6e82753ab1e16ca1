#include "files_world.h"

static void
a_glob_puts_what_it_matches_into_a_folder(void **state)
{
	struct world *world = *state;

	put(world, "conf/a.conf", "a", 0644);
	put(world, "conf/b.conf", "b", 0644);
	put(world, "conf/.c.conf", "c", 0644);
	put(world, "conf/c.txt", "c", 0644);
	ask(world, "./conf//*.conf", "/etc/app/");
	assert_int_equal(add(world), 0);
	expect_paths(world, "/etc /etc/app /etc/app/a.conf /etc/app/b.conf");
}

static void
a_glob_over_folders_keeps_them(void **state)
{
	struct world *world = *state;

	put(world, "assets/a/one.css", "a", 0644);
	put(world, "assets/b/c/one.css", "b", 0644);
	put(world, "assets/b/c/one.js", "b", 0644);
	ask(world, "assets/**/*.css", "/css/");
	ask(world, "assets/*", "/all/");
	ask(world, "assets/**", "/all/");
	assert_int_equal(add(world), 0);
	expect_paths(world,
	    "/all /all/a /all/a/one.css /all/b /all/b/c /all/b/c/one.css /all/b/c/one.js "
	    "/css /css/a /css/a/one.css /css/b /css/b/c /css/b/c/one.css");
}

static void
a_glob_of_one_file_may_name_it(void **state)
{
	struct world *world = *state;

	put(world, "dist/app-1.2.js", "a", 0644);
	ask(world, "dist/app-*.js", "/srv/app.js");
	assert_int_equal(add(world), 0);
	expect_paths(world, "/srv /srv/app.js");
}

static void
a_glob_of_several_files_needs_a_folder(void **state)
{
	struct world *world = *state;

	put(world, "a.conf", "a", 0644);
	put(world, "b.conf", "b", 0644);
	ask(world, "*.conf", "/etc");
	expect_failure(world, ERROR_USAGE,
	    "\"*.conf\" matches 2 names; end `to` with \"/\" to put them into \"/etc/\"");
}

static void
a_glob_of_a_folder_needs_a_folder(void **state)
{
	struct world *world = *state;

	put(world, "site/a", "a", 0644);
	ask(world, "s*", "/srv");
	expect_failure(world, ERROR_USAGE, "\"s*\" matches the folder \"site\"; end `to` with");
}

static void
a_glob_that_matches_nothing_is_not_found(void **state)
{
	struct world *world = *state;

	ask(world, "*.conf", "/etc/");
	expect_failure(world, ERROR_NOT_FOUND, "\"*.conf\" matches nothing in \"");
}

static void
a_name_with_wildcards_that_exists_means_itself(void **state)
{
	struct world *world = *state;

	put(world, "a[1].txt", "a", 0644);
	put(world, "a1.txt", "b", 0644);
	ask(world, "a[1].txt", "/x/");
	assert_int_equal(add(world), 0);
	expect_paths(world, "/x /x/a[1].txt");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_glob_puts_what_it_matches_into_a_folder),
	    TEST(a_glob_over_folders_keeps_them),
	    TEST(a_glob_of_one_file_may_name_it),
	    TEST(a_glob_of_several_files_needs_a_folder),
	    TEST(a_glob_of_a_folder_needs_a_folder),
	    TEST(a_glob_that_matches_nothing_is_not_found),
	    TEST(a_name_with_wildcards_that_exists_means_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
