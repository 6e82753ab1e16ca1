#include "sandbox/bubblewrap_choice.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char good[] = "#!/bin/sh\nexit 0\n",
		  bad[] = "#!/bin/sh\necho \"bwrap: not allowed\" >&2\nexit 1\n",
		  worse[] = "#!/bin/sh\necho \"bwrap: never\" >&2\nexit 1\n";

/* mote's own and the host's bwrap; NULL: there is none. */
static void
put(struct scratch *scratch, const char *own, const char *host)
{
	const char *const folders[] = {"home/bubblewrap/bin", "bin"};
	const char *const scripts[] = {own, host};
	size_t i;

	for (i = 0; i < 2; i++) {
		const char *folder = scratch_path(scratch, folders[i]);

		assert_int_equal(file_make_folders(folder, &scratch->err), 0);
		if (scripts[i] != NULL)
			assert_int_equal(file_write(path_join(&scratch->arena, folder, "bwrap"),
					     scripts[i], strlen(scripts[i]), 0755, &scratch->err),
			    0);
	}
	setenv("MOTE_TOOLCHAIN_DIR", scratch_path(scratch, "home"), 1);
	setenv("PATH",
	    arena_printf(&scratch->arena, "%s:/usr/bin:/bin", scratch_path(scratch, "bin")), 1);
}

static void
assert_chosen(struct scratch *scratch, const char *name)
{
	const char *program = bubblewrap_choose(&scratch->arena, &scratch->err);

	assert_non_null(program);
	assert_string_equal(program, scratch_path(scratch, name));
	assert_string_equal(bubblewrap_find(&scratch->arena), program);
}

static void
motes_own_comes_first(void **state)
{
	put(*state, good, good);
	assert_chosen(*state, "home/bubblewrap/bin/bwrap");
}

static void
the_hosts_is_taken_where_only_that_one_starts_a_process(void **state)
{
	put(*state, bad, good);
	assert_chosen(*state, "bin/bwrap");
}

static void
it_is_found_without_a_choice_too(void **state)
{
	struct scratch *scratch = *state;

	put(scratch, bad, good);
	assert_string_equal(bubblewrap_find(&scratch->arena), scratch_path(scratch, "bin/bwrap"));
}

static void
where_none_starts_a_process_the_error_has_the_words_of_the_first(void **state)
{
	struct scratch *scratch = *state;

	put(scratch, bad, worse);
	assert_null(bubblewrap_choose(&scratch->arena, &scratch->err));
	assert_int_equal(scratch->err.kind, ERROR_REFUSED);
	assert_string_equal(scratch->err.text, "namespaces are blocked here (bwrap: not allowed)");
}

static void
one_that_others_can_write_is_not_motes_own(void **state)
{
	struct scratch *scratch = *state;

	put(scratch, good, good);
	assert_int_equal(chmod(scratch_path(scratch, "home/bubblewrap/bin/bwrap"), 0775), 0);
	assert_chosen(scratch, "bin/bwrap");
}

static void
a_relative_folder_of_toolchains_has_none(void **state)
{
	struct scratch *scratch = *state;

	put(scratch, good, good);
	assert_int_equal(chdir(scratch->folder.path), 0);
	setenv("MOTE_TOOLCHAIN_DIR", "home", 1);
	assert_chosen(scratch, "bin/bwrap");
	assert_int_equal(chdir("/"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(motes_own_comes_first, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(the_hosts_is_taken_where_only_that_one_starts_a_process,
		scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		it_is_found_without_a_choice_too, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		where_none_starts_a_process_the_error_has_the_words_of_the_first, scratch_setup,
		scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		one_that_others_can_write_is_not_motes_own, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_relative_folder_of_toolchains_has_none, scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests_name("bubblewrap_choice", tests, NULL, NULL);
}
