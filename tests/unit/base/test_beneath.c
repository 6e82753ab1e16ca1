#include "base/beneath.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct arena arena;
	struct temporary_folder folder;
	struct error err;
};

/* A stage with the folder "in", and a secret beside the stage. */
static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.arena = {0}};
	*state = &world;
	if (temporary_folder_make(&world.folder, &world.err) != 0 ||
	    mkdir(path_join(&world.arena, world.folder.path, "stage"), 0755) != 0 ||
	    mkdir(path_join(&world.arena, world.folder.path, "stage/in"), 0755) != 0)
		return -1;
	return file_write(
	    path_join(&world.arena, world.folder.path, "secret"), "s", 1, 0600, &world.err);
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	return 0;
}

static struct beneath
below(struct world *world, const char *path)
{
	return (struct beneath){path_join(&world->arena, world->folder.path, "stage"), path};
}

static const char *
host(struct world *world, const char *path)
{
	return path_join(&world->arena, world->folder.path, path);
}

static void
what_is_written_is_read_back(void **state)
{
	struct world *world = *state;
	struct stat status;
	struct text bytes;

	assert_int_equal(beneath_write(below(world, "in/a"), "one", 3, &world->err), 0);
	assert_int_equal(beneath_write(below(world, "in/a"), "two", 3, &world->err), 0);
	assert_int_equal(
	    beneath_read(&world->arena, below(world, "in/a"), 3, &bytes, &world->err), 0);
	assert_string_equal(text_string(&bytes), "two");
	assert_int_equal(
	    beneath_read(&world->arena, below(world, "in//./a"), 2, &bytes, &world->err), -1);
	assert_true(beneath_is_file(below(world, "in/a")));
	assert_true(beneath_status(below(world, "in"), &status));
	assert_false(beneath_is_file(below(world, "in")));
	assert_false(beneath_status(below(world, "in/b"), &status));
}

static void
a_link_is_read_through_in_no_part_of_the_path(void **state)
{
	struct world *world = *state;
	struct text bytes;
	struct stat status;

	assert_int_equal(symlink("../../secret", host(world, "stage/in/last")), 0);
	assert_int_equal(symlink("..", host(world, "stage/up")), 0);
	assert_int_equal(
	    beneath_read(&world->arena, below(world, "in/last"), 9, &bytes, &world->err), -1);
	assert_string_equal(world->err.text, "\"in/last\" is a link; none is followed there");
	assert_int_equal(
	    beneath_read(&world->arena, below(world, "up/secret"), 9, &bytes, &world->err), -1);
	assert_int_equal(
	    beneath_read(&world->arena, below(world, "../secret"), 9, &bytes, &world->err), -1);
	assert_int_equal(beneath_read(&world->arena, below(world, host(world, "secret")), 9, &bytes,
			     &world->err),
	    -1);
	assert_int_equal(beneath_open_folder(below(world, "up"), &world->err), -1);
	assert_false(beneath_status(below(world, "up/secret"), &status));
	assert_false(beneath_is_file(below(world, "in/last")));
	assert_true(beneath_status(below(world, "in/last"), &status));
}

static void
nothing_is_written_through_a_link(void **state)
{
	struct world *world = *state;
	struct text bytes;

	assert_int_equal(symlink("../../secret", host(world, "stage/in/last")), 0);
	assert_int_equal(symlink("..", host(world, "stage/up")), 0);
	assert_int_equal(beneath_write(below(world, "in/last"), "x", 1, &world->err), 0);
	assert_true(beneath_is_file(below(world, "in/last")));
	assert_int_equal(beneath_write(below(world, "up/made"), "x", 1, &world->err), -1);
	assert_int_equal(beneath_write(below(world, "../made"), "x", 1, &world->err), -1);
	assert_false(file_exists(host(world, "made")));
	assert_int_equal(
	    file_read(&world->arena, host(world, "secret"), 9, &bytes, &world->err), 0);
	assert_string_equal(text_string(&bytes), "s");
}

static void
a_fifo_or_a_folder_is_refused_without_waiting(void **state)
{
	struct world *world = *state;

	assert_int_equal(mkfifo(host(world, "stage/in/fifo"), 0600), 0);
	assert_int_equal(beneath_open(below(world, "in/fifo"), &world->err), -1);
	assert_string_equal(world->err.text, "\"in/fifo\" is not a regular file");
	assert_int_equal(beneath_open(below(world, "in"), &world->err), -1);
	assert_int_equal(beneath_open(below(world, "in/none"), &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
}

static void
a_file_that_its_owner_may_not_write_is_changed_and_keeps_its_mode(void **state)
{
	struct world *world = *state;
	struct stat status;
	SCOPED(fd) int fd = -1;

	assert_int_equal(file_write(host(world, "stage/in/x"), "old", 3, 0555, &world->err), 0);
	fd = beneath_open_writable(below(world, "in/x"), &world->err);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "new", 3, 0), 3);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0555);
	assert_int_equal(symlink("../../secret", host(world, "stage/in/link")), 0);
	assert_int_equal(beneath_open_writable(below(world, "in/link"), &world->err), -1);
	assert_int_equal(mkfifo(host(world, "stage/in/fifo"), 0400), 0);
	assert_int_equal(beneath_open_writable(below(world, "in/fifo"), &world->err), -1);
	assert_string_equal(world->err.text, "\"in/fifo\" is not a regular file");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_is_written_is_read_back, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_link_is_read_through_in_no_part_of_the_path, setup, teardown),
	    cmocka_unit_test_setup_teardown(nothing_is_written_through_a_link, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_fifo_or_a_folder_is_refused_without_waiting, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_file_that_its_owner_may_not_write_is_changed_and_keeps_its_mode, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
