#include "base/beneath.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A stage with the folder "in", and a secret beside the stage. */
static int
setup(void **state)
{
	static struct scratch scratch;

	*state = &scratch;
	if (scratch_make(&scratch) != 0 || mkdir(scratch_path(&scratch, "stage"), 0755) != 0 ||
	    mkdir(scratch_path(&scratch, "stage/in"), 0755) != 0)
		return -1;
	return file_write(scratch_path(&scratch, "secret"), "s", 1, 0600, &scratch.err);
}

static struct beneath
below(struct scratch *scratch, const char *path)
{
	return (struct beneath){scratch_path(scratch, "stage"), path};
}

static const char *
host(struct scratch *scratch, const char *path)
{
	return scratch_path(scratch, path);
}

static void
what_is_written_is_read_back(void **state)
{
	struct scratch *scratch = *state;
	struct stat status;
	struct text bytes;

	assert_int_equal(beneath_write(below(scratch, "in/a"), "one", 3, &scratch->err), 0);
	assert_int_equal(beneath_write(below(scratch, "in/a"), "two", 3, &scratch->err), 0);
	assert_int_equal(
	    beneath_read(&scratch->arena, below(scratch, "in/a"), 3, &bytes, &scratch->err), 0);
	assert_string_equal(text_string(&bytes), "two");
	assert_int_equal(
	    beneath_read(&scratch->arena, below(scratch, "in//./a"), 2, &bytes, &scratch->err), -1);
	assert_true(beneath_is_file(below(scratch, "in/a")));
	assert_true(beneath_status(below(scratch, "in"), &status));
	assert_false(beneath_is_file(below(scratch, "in")));
	assert_false(beneath_status(below(scratch, "in/b"), &status));
}

static void
a_link_is_read_through_in_no_part_of_the_path(void **state)
{
	struct scratch *scratch = *state;
	struct text bytes;
	struct stat status;

	assert_int_equal(symlink("../../secret", host(scratch, "stage/in/last")), 0);
	assert_int_equal(symlink("..", host(scratch, "stage/up")), 0);
	assert_int_equal(
	    beneath_read(&scratch->arena, below(scratch, "in/last"), 9, &bytes, &scratch->err), -1);
	assert_string_equal(scratch->err.text, "\"in/last\" is a link; none is followed there");
	assert_int_equal(
	    beneath_read(&scratch->arena, below(scratch, "up/secret"), 9, &bytes, &scratch->err),
	    -1);
	assert_int_equal(
	    beneath_read(&scratch->arena, below(scratch, "../secret"), 9, &bytes, &scratch->err),
	    -1);
	assert_int_equal(beneath_read(&scratch->arena, below(scratch, host(scratch, "secret")), 9,
			     &bytes, &scratch->err),
	    -1);
	assert_int_equal(beneath_open_folder(below(scratch, "up"), &scratch->err), -1);
	assert_false(beneath_status(below(scratch, "up/secret"), &status));
	assert_false(beneath_is_file(below(scratch, "in/last")));
	assert_true(beneath_status(below(scratch, "in/last"), &status));
}

static void
nothing_is_written_through_a_link(void **state)
{
	struct scratch *scratch = *state;
	struct text bytes;

	assert_int_equal(symlink("../../secret", host(scratch, "stage/in/last")), 0);
	assert_int_equal(symlink("..", host(scratch, "stage/up")), 0);
	assert_int_equal(beneath_write(below(scratch, "in/last"), "x", 1, &scratch->err), 0);
	assert_true(beneath_is_file(below(scratch, "in/last")));
	assert_int_equal(beneath_write(below(scratch, "up/made"), "x", 1, &scratch->err), -1);
	assert_int_equal(beneath_write(below(scratch, "../made"), "x", 1, &scratch->err), -1);
	assert_false(file_exists(host(scratch, "made")));
	assert_int_equal(
	    file_read(&scratch->arena, host(scratch, "secret"), 9, &bytes, &scratch->err), 0);
	assert_string_equal(text_string(&bytes), "s");
}

static void
a_fifo_or_a_folder_is_refused_without_waiting(void **state)
{
	struct scratch *scratch = *state;

	assert_int_equal(mkfifo(host(scratch, "stage/in/fifo"), 0600), 0);
	assert_int_equal(beneath_open(below(scratch, "in/fifo"), &scratch->err), -1);
	assert_string_equal(scratch->err.text, "\"in/fifo\" is not a regular file");
	assert_int_equal(beneath_open(below(scratch, "in"), &scratch->err), -1);
	assert_int_equal(beneath_open(below(scratch, "in/none"), &scratch->err), -1);
	assert_int_equal(scratch->err.kind, ERROR_NOT_FOUND);
}

static void
a_file_that_its_owner_may_not_write_is_changed_and_keeps_its_mode(void **state)
{
	struct scratch *scratch = *state;
	struct stat status;
	SCOPED(fd) int fd = -1;

	assert_int_equal(file_write(host(scratch, "stage/in/x"), "old", 3, 0555, &scratch->err), 0);
	fd = beneath_open_writable(below(scratch, "in/x"), &scratch->err);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "new", 3, 0), 3);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0555);
	assert_int_equal(symlink("../../secret", host(scratch, "stage/in/link")), 0);
	assert_int_equal(beneath_open_writable(below(scratch, "in/link"), &scratch->err), -1);
	assert_int_equal(mkfifo(host(scratch, "stage/in/fifo"), 0400), 0);
	assert_int_equal(beneath_open_writable(below(scratch, "in/fifo"), &scratch->err), -1);
	assert_string_equal(scratch->err.text, "\"in/fifo\" is not a regular file");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_is_written_is_read_back, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_link_is_read_through_in_no_part_of_the_path, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		nothing_is_written_through_a_link, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_fifo_or_a_folder_is_refused_without_waiting, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_file_that_its_owner_may_not_write_is_changed_and_keeps_its_mode, setup,
		scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
