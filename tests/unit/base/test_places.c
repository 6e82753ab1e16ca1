#include "base/places.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int
clear(void **state)
{
	static const char *const variables[] = {"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
	    "XDG_RUNTIME_DIR", "MOTE_CACHE_DIR", "MOTE_TOOLCHAIN_DIR", "REGISTRY_AUTH_FILE",
	    "DOCKER_CONFIG", "CONTAINERS_REGISTRIES_CONF", "SSL_CERT_FILE", "TMPDIR"};
	size_t i;

	(void)state;
	arena_release(&arena);
	for (i = 0; i < ARRAY_SIZE(variables); i++)
		unsetenv(variables[i]);
	return 0;
}

/* The paths of a place, joined by blanks. */
static const char *
paths(enum place place)
{
	const struct place_list list = place_find(&arena, place);
	struct text_list texts = {0};
	size_t i;

	for (i = 0; i < list.count; i++)
		text_list_add(&texts, &arena, list.items[i].path);
	return text_list_join(&texts, &arena, " ");
}

static void
each_place_has_a_name_of_its_own(void **state)
{
	enum place place, other;

	(void)state;
	for (place = 0; place < PLACE_COUNT; place++) {
		assert_non_null(place_name(place));
		assert_non_null(place_use(place));
		for (other = 0; other < place; other++)
			assert_string_not_equal(place_name(place), place_name(other));
	}
}

static void
the_cache_is_named_or_below_a_cache_folder_or_home(void **state)
{
	(void)state;
	assert_null(place_path(&arena, PLACE_BUILD_CACHE));
	setenv("HOME", "/home/x", 1);
	assert_string_equal(place_path(&arena, PLACE_BUILD_CACHE), "/home/x/.cache/mote/build");
	setenv("XDG_CACHE_HOME", "/c", 1);
	assert_string_equal(place_path(&arena, PLACE_BUILD_CACHE), "/c/mote/build");
	setenv("XDG_CACHE_HOME", "relative", 1);
	assert_string_equal(place_path(&arena, PLACE_BUILD_CACHE), "/home/x/.cache/mote/build");
	setenv("MOTE_CACHE_DIR", "/named", 1);
	assert_string_equal(place_path(&arena, PLACE_BUILD_CACHE), "/named/build");
}

static void
a_relative_cache_is_no_cache_although_there_is_a_home(void **state)
{
	(void)state;
	setenv("HOME", "/home/x", 1);
	setenv("MOTE_CACHE_DIR", "relative", 1);
	assert_null(place_path(&arena, PLACE_BUILD_CACHE));
	assert_null(place_path(&arena, PLACE_DEBUG));
}

static void
toolchains_of_a_variable_are_the_only_ones(void **state)
{
	(void)state;
	setenv("HOME", "/home/x", 1);
	assert_string_equal(paths(PLACE_TOOLCHAINS),
	    "/home/x/.cache/mote/toolchain " MOTE_PREFIX "/lib/mote/toolchain");
	setenv("MOTE_TOOLCHAIN_DIR", "/t", 1);
	assert_string_equal(paths(PLACE_TOOLCHAINS), "/t");
	assert_string_equal(paths(PLACE_PORTS), "/t/ports");
	setenv("MOTE_TOOLCHAIN_DIR", "", 1);
	assert_string_equal(place_path(&arena, PLACE_TOOLCHAINS), "/home/x/.cache/mote/toolchain");
}

static void
credentials_are_looked_for_in_order_and_each_file_once(void **state)
{
	(void)state;
	setenv("HOME", "/home/x", 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/1", 1);
	setenv("DOCKER_CONFIG", "d", 1);
	assert_string_equal(paths(PLACE_CREDENTIALS),
	    "/run/user/1/containers/auth.json /home/x/.config/containers/auth.json d/config.json");
	setenv("REGISTRY_AUTH_FILE", "d/config.json", 1);
	assert_string_equal(paths(PLACE_CREDENTIALS),
	    "d/config.json /run/user/1/containers/auth.json "
	    "/home/x/.config/containers/auth.json");
	assert_string_equal(paths(PLACE_LOGIN), "d/config.json");
}

static void
a_path_that_a_variable_names_is_taken_although_nothing_is_there(void **state)
{
	(void)state;
	setenv("SSL_CERT_FILE", "/nothing/here", 1);
	assert_string_equal(place_existing(&arena, PLACE_AUTHORITIES), "/nothing/here");
	setenv("CONTAINERS_REGISTRIES_CONF", "/nothing/there", 1);
	assert_string_equal(place_existing(&arena, PLACE_REGISTRIES), "/nothing/there");
}

static void
the_paths_of_the_host_do_not_depend_on_variables(void **state)
{
	const struct place_list before = place_of_system(&arena, PLACE_AUTHORITIES);
	struct place_list after;

	(void)state;
	assert_true(before.count > 1);
	setenv("SSL_CERT_FILE", "/mine", 1);
	after = place_of_system(&arena, PLACE_AUTHORITIES);
	assert_int_equal(after.count, before.count);
}

static void
a_relative_folder_for_work_is_passed_over(void **state)
{
	(void)state;
	setenv("TMPDIR", "relative", 1);
	assert_string_equal(place_path(&arena, PLACE_TEMPORARY), "/tmp");
	setenv("TMPDIR", "/var/tmp", 1);
	assert_string_equal(place_path(&arena, PLACE_TEMPORARY), "/var/tmp");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(each_place_has_a_name_of_its_own, clear, clear),
	    cmocka_unit_test_setup_teardown(
		the_cache_is_named_or_below_a_cache_folder_or_home, clear, clear),
	    cmocka_unit_test_setup_teardown(
		a_relative_cache_is_no_cache_although_there_is_a_home, clear, clear),
	    cmocka_unit_test_setup_teardown(
		toolchains_of_a_variable_are_the_only_ones, clear, clear),
	    cmocka_unit_test_setup_teardown(
		credentials_are_looked_for_in_order_and_each_file_once, clear, clear),
	    cmocka_unit_test_setup_teardown(
		a_path_that_a_variable_names_is_taken_although_nothing_is_there, clear, clear),
	    cmocka_unit_test_setup_teardown(
		the_paths_of_the_host_do_not_depend_on_variables, clear, clear),
	    cmocka_unit_test_setup_teardown(
		a_relative_folder_for_work_is_passed_over, clear, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
