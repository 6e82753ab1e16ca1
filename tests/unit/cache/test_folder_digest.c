#include "cache/folder_digest.h"

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* A folder with the files "a", "b" and "c". */
struct world {
	struct arena arena;
	struct temporary_folder folder;
	struct error err;
};

static int
setup(void **state)
{
	static const char *const names[] = {"a", "b", "c"};
	static struct world world;
	size_t i;

	world = (struct world){0};
	*state = &world;
	if (temporary_folder_make(&world.folder, &world.err) != 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (file_write(path_join(&world.arena, world.folder.path, names[i]), "", 0, 0644,
			&world.err) != 0)
			return -1;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	return 0;
}

/* Sets the files' times to these nanoseconds of one second, and returns the digest. */
static const char *
digest_after(struct world *world, const long changed[3], const struct folder_filter *filter)
{
	static const char *const names[] = {"a", "b", "c"};
	struct folder_contents contents;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct timespec times[] = {
		    {.tv_sec = 5}, {.tv_sec = 5, .tv_nsec = changed[i]}};

		assert_int_equal(
		    utimensat(
			AT_FDCWD, path_join(&world->arena, world->folder.path, names[i]), times, 0),
		    0);
	}
	assert_int_equal(
	    folder_digest(&world->arena, world->folder.path, filter, &contents, &world->err), 0);
	return arena_strdup(&world->arena, contents.digest.text);
}

static void
which_file_is_older_counts_and_no_time_does(void **state)
{
	static const long first[] = {1, 2, 3}, later[] = {10, 20, 21}, other[] = {1, 3, 2},
			  equal[] = {1, 2, 2};
	struct world *world = *state;
	const struct folder_filter filter = {0};
	const char *digest = digest_after(world, first, &filter);

	assert_string_equal(digest, digest_after(world, later, &filter));
	assert_string_not_equal(digest, digest_after(world, other, &filter));
	assert_string_not_equal(digest, digest_after(world, equal, &filter));
}

static void
of_what_a_build_made_not_even_that_counts(void **state)
{
	static const long first[] = {1, 2, 3}, other[] = {3, 2, 1};
	struct world *world = *state;
	const struct folder_filter filter = {.exact = true};

	assert_string_equal(
	    digest_after(world, first, &filter), digest_after(world, other, &filter));
}

static void
ages_become_times_in_the_same_order(void **state)
{
	static const long changed[] = {7, 3, 7};
	static const time_t want[] = {FOLDER_TIME + 1, FOLDER_TIME, FOLDER_TIME + 1};
	struct world *world = *state;
	const struct folder_filter filter = {0};
	struct folder_contents contents;
	size_t i;

	digest_after(world, changed, &filter);
	assert_int_equal(
	    folder_digest(&world->arena, world->folder.path, &filter, &contents, &world->err), 0);
	assert_int_equal(folder_set_ages(world->folder.path, &contents, &world->err), 0);
	for (i = 0; i < contents.files.count; i++) {
		struct stat status;

		assert_int_equal(
		    stat(path_join(&world->arena, world->folder.path, contents.files.items[i]),
			&status),
		    0);
		assert_int_equal(status.st_mtim.tv_sec, want[i]);
		assert_int_equal(status.st_mtim.tv_nsec, 0);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		which_file_is_older_counts_and_no_time_does, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		of_what_a_build_made_not_even_that_counts, setup, teardown),
	    cmocka_unit_test_setup_teardown(ages_become_times_in_the_same_order, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
