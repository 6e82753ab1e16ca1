#include "toolchain/toolchain.h"

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static int
setup(void **state)
{
	static struct scratch scratch;

	*state = &scratch;
	unsetenv("MOTE_TOOLCHAIN_DIR");
	if (scratch_make(&scratch) != 0)
		return -1;
	return setenv("XDG_CACHE_HOME", scratch.folder.path, 1);
}

static const struct platform *
amd64(struct scratch *scratch)
{
	return platform_parse("linux/amd64", &scratch->err);
}

/* A toolchain that has a description and a driver. */
static char *
make_toolchain(struct scratch *scratch, const char *below, const char *description)
{
	char *folder = scratch_path(scratch, below);
	char *driver = path_join(&scratch->arena, folder, "bin/cc");

	assert_int_equal(file_make_folders(path_folder(&scratch->arena, driver), &scratch->err), 0);
	assert_int_equal(file_write(driver, "#!/bin/sh\n", 10, 0755, &scratch->err), 0);
	assert_int_equal(file_write(path_join(&scratch->arena, folder, "toolchain.json"),
			     description, strlen(description), 0644, &scratch->err),
	    0);
	return folder;
}

static const char good[] =
    "{\"target\":\"amd64\",\"compiler\":\"clang 19.1.7\",\"musl\":\"1.2.5-3\",\"sha256\":\"00\"}";

static void
the_cache_is_searched_and_described(void **state)
{
	struct scratch *scratch = *state;
	struct toolchain toolchain;
	char *folder = make_toolchain(scratch, "mote/toolchain/amd64", good);

	assert_int_equal(
	    toolchain_find(&scratch->arena, amd64(scratch), &toolchain, &scratch->err), 0);
	assert_string_equal(toolchain.folder, folder);
	assert_string_equal(
	    toolchain_description(&scratch->arena, &toolchain), "clang 19.1.7, musl 1.2.5-3");
	assert_int_equal(strlen(toolchain.digest), 7 + 64);
	assert_false(toolchain.has_cxx);
}

static void
the_variable_is_the_only_place_when_it_is_set(void **state)
{
	struct scratch *scratch = *state;
	struct toolchain toolchain;
	char *folder;

	make_toolchain(scratch, "mote/toolchain/amd64", good);
	assert_int_equal(setenv("MOTE_TOOLCHAIN_DIR", scratch_path(scratch, "mine"), 1), 0);
	assert_int_equal(
	    toolchain_find(&scratch->arena, amd64(scratch), &toolchain, &scratch->err), -1);
	assert_int_equal(scratch->err.kind, ERROR_NOT_FOUND);
	assert_non_null(strstr(scratch->err.text, "\"mote toolchain install amd64\" makes it"));
	folder = make_toolchain(scratch, "mine/amd64", good);
	assert_int_equal(
	    toolchain_find(&scratch->arena, amd64(scratch), &toolchain, &scratch->err), 0);
	assert_string_equal(toolchain.folder, folder);
}

static void
languages_and_fixes_are_told(void **state)
{
	struct scratch *scratch = *state;
	struct toolchain toolchain;

	make_toolchain(scratch, "mote/toolchain/amd64",
	    "{\"target\":\"amd64\",\"compiler\":\"c\",\"musl\":\"m\",\"fixed_cves\":[\"CVE-1\",7,\"CVE-2\"],"
	    "\"languages\":[\"c\",\"c++\"]}");
	assert_int_equal(
	    toolchain_find(&scratch->arena, amd64(scratch), &toolchain, &scratch->err), 0);
	assert_true(toolchain.has_cxx);
	assert_int_equal(toolchain.fixed_cves.count, 2);
	assert_string_equal(toolchain.fixed_cves.items[1], "CVE-2");
}

static void
the_home_is_the_first_place_and_must_be_absolute(void **state)
{
	struct scratch *scratch = *state;
	const char *home;

	assert_int_equal(toolchain_home(&scratch->arena, &home, &scratch->err), 0);
	assert_string_equal(home, scratch_path(scratch, "mote/toolchain"));
	assert_int_equal(setenv("MOTE_TOOLCHAIN_DIR", "relative", 1), 0);
	assert_int_equal(toolchain_home(&scratch->arena, &home, &scratch->err), -1);
	assert_int_equal(scratch->err.kind, ERROR_NOT_FOUND);
}

static void
a_toolchain_for_another_target_is_refused(void **state)
{
	struct scratch *scratch = *state;
	struct toolchain toolchain;

	make_toolchain(scratch, "mote/toolchain/amd64",
	    "{\"target\":\"arm64\",\"compiler\":\"c\",\"musl\":\"m\"}");
	assert_int_equal(
	    toolchain_find(&scratch->arena, amd64(scratch), &toolchain, &scratch->err), -1);
	assert_non_null(
	    strstr(scratch->err.text, "is a toolchain for \"arm64\", not for \"amd64\""));
}

static void
a_description_that_lacks_or_breaks_something_is_an_error(void **state)
{
	struct scratch *scratch = *state;
	struct toolchain toolchain;

	make_toolchain(scratch, "mote/toolchain/amd64", "{\"target\":\"amd64\"}");
	assert_int_equal(
	    toolchain_find(&scratch->arena, amd64(scratch), &toolchain, &scratch->err), -1);
	make_toolchain(scratch, "mote/toolchain/amd64", "{");
	assert_int_equal(
	    toolchain_find(&scratch->arena, amd64(scratch), &toolchain, &scratch->err), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		the_cache_is_searched_and_described, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		the_variable_is_the_only_place_when_it_is_set, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(languages_and_fixes_are_told, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		the_home_is_the_first_place_and_must_be_absolute, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_toolchain_for_another_target_is_refused, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_description_that_lacks_or_breaks_something_is_an_error, setup, scratch_teardown),
	};

	return cmocka_run_group_tests_name("toolchain", tests, NULL, NULL);
}
