#include "base/whole_folder.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct arena arena;
	struct temporary_folder folder;
	const char *path;
	int fills, result; /* of `fill` */
	struct error err;
};

static int
setup(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));

	assert_int_equal(temporary_folder_make(&world->folder, &world->err), 0);
	world->path = path_join(&world->arena, world->folder.path, "a/b/wanted");
	*state = world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	test_free(world);
	return 0;
}

static int
fill(void *context, const char *folder, struct error *err)
{
	struct world *world = context;
	char name[32];

	world->fills++;
	/* a name for each process: two that fill are seen */
	snprintf(name, sizeof(name), "file-%ld", (long)getpid());
	if (file_write(path_join(&world->arena, folder, name), "x", 1, 0644, err) != 0)
		return -1;
	return world->result == 0 ? 0 : error_set(err, ERROR_FAILED, "no luck");
}

static int
provide(struct world *world, bool *ret_made)
{
	const struct whole_folder wanted = {world->path, fill, world};

	return whole_folder_provide(&world->arena, &wanted, ret_made, &world->err);
}

static size_t
names_in(const char *path)
{
	SCOPED(directory) DIR *folder = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	return count;
}

static void
a_folder_is_filled_once_and_nothing_lies_beside_it(void **state)
{
	struct world *world = *state;
	struct stat status;
	bool made;

	assert_int_equal(provide(world, &made), 0);
	assert_true(made);
	assert_int_equal(provide(world, &made), 0);
	assert_false(made);
	assert_int_equal(world->fills, 1);
	assert_int_equal(stat(world->path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
	assert_int_equal(names_in(path_folder(&world->arena, world->path)), 1);
}

static void
a_folder_that_could_not_be_filled_is_not_there(void **state)
{
	struct world *world = *state;
	bool made;

	world->result = -1;
	assert_int_equal(provide(world, &made), -1);
	assert_string_equal(world->err.text, "no luck");
	assert_int_equal(names_in(path_folder(&world->arena, world->path)), 0);
	world->result = 0;
	assert_int_equal(provide(world, &made), 0);
	assert_true(made);
}

static void
of_many_processes_one_fills_it(void **state)
{
	enum { PROCESSES = 8 };
	struct world *world = *state;
	pid_t children[PROCESSES];
	int i, status;
	bool made;

	for (i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0)
			_exit(provide(world, &made) != 0 ? 2 : made ? 1 : 0);
	}
	for (i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		world->fills += WEXITSTATUS(status);
	}
	assert_int_equal(world->fills, 1);
	assert_int_equal(names_in(world->path), 1);
	assert_int_equal(names_in(path_folder(&world->arena, world->path)), 1);
}

static void
what_a_killed_process_left_is_removed(void **state)
{
	struct world *world = *state;
	const char *folder = path_folder(&world->arena, world->path);
	bool made;

	assert_int_equal(
	    file_make_folders(
		path_join(&world->arena, folder, ".wanted.mote-1-0/half"), &world->err),
	    0);
	assert_int_equal(provide(world, &made), 0);
	assert_int_equal(names_in(folder), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_folder_is_filled_once_and_nothing_lies_beside_it, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_folder_that_could_not_be_filled_is_not_there, setup, teardown),
	    cmocka_unit_test_setup_teardown(of_many_processes_one_fills_it, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_a_killed_process_left_is_removed, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
