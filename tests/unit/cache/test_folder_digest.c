#include "cache/folder_digest.h"

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* A folder with the files "a", "b" and "c". */
static int
setup(void **state)
{
	static const char *const names[] = {"a", "b", "c"};
	static struct scratch scratch;
	size_t i;

	*state = &scratch;
	if (scratch_make(&scratch) != 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (file_write(scratch_path(&scratch, names[i]), "", 0, 0644, &scratch.err) != 0)
			return -1;
	return 0;
}

/* Sets the files' times to these nanoseconds of one second, and returns the
 * digest. */
static const char *
digest_after(struct scratch *scratch, const long changed[3], const struct folder_filter *filter)
{
	static const char *const names[] = {"a", "b", "c"};
	struct folder_contents contents;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct timespec times[] = {
		    {.tv_sec = 5}, {.tv_sec = 5, .tv_nsec = changed[i]}};

		assert_int_equal(utimensat(AT_FDCWD, scratch_path(scratch, names[i]), times, 0), 0);
	}
	assert_int_equal(
	    folder_digest(&scratch->arena, scratch->folder.path, filter, &contents, &scratch->err),
	    0);
	return arena_strdup(&scratch->arena, contents.digest.text);
}

static void
which_file_is_older_counts_and_no_time_does(void **state)
{
	static const long first[] = {1, 2, 3}, later[] = {10, 20, 21}, other[] = {1, 3, 2},
			  equal[] = {1, 2, 2};
	struct scratch *scratch = *state;
	const struct folder_filter filter = {0};
	const char *digest = digest_after(scratch, first, &filter);

	assert_string_equal(digest, digest_after(scratch, later, &filter));
	assert_string_not_equal(digest, digest_after(scratch, other, &filter));
	assert_string_not_equal(digest, digest_after(scratch, equal, &filter));
}

static void
of_what_a_build_made_not_even_that_counts(void **state)
{
	static const long first[] = {1, 2, 3}, other[] = {3, 2, 1};
	struct scratch *scratch = *state;
	const struct folder_filter filter = {.exact = true};

	assert_string_equal(
	    digest_after(scratch, first, &filter), digest_after(scratch, other, &filter));
}

static void
ages_become_times_in_the_same_order(void **state)
{
	static const long changed[] = {7, 3, 7};
	static const time_t want[] = {FOLDER_TIME + 1, FOLDER_TIME, FOLDER_TIME + 1};
	struct scratch *scratch = *state;
	const struct folder_filter filter = {0};
	struct folder_contents contents;
	size_t i;

	digest_after(scratch, changed, &filter);
	assert_int_equal(
	    folder_digest(&scratch->arena, scratch->folder.path, &filter, &contents, &scratch->err),
	    0);
	assert_int_equal(folder_set_ages(scratch->folder.path, &contents, &scratch->err), 0);
	for (i = 0; i < contents.files.count; i++) {
		struct stat status;

		assert_int_equal(stat(scratch_path(scratch, contents.files.items[i]), &status), 0);
		assert_int_equal(status.st_mtim.tv_sec, want[i]);
		assert_int_equal(status.st_mtim.tv_nsec, 0);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		which_file_is_older_counts_and_no_time_does, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		of_what_a_build_made_not_even_that_counts, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		ages_become_times_in_the_same_order, setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
