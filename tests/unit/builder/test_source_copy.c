#include "builder/source_copy.h"

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct arena arena;
	struct temporary_folder folder;
	struct error err;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.arena = {0}};
	*state = &world;
	return temporary_folder_make(&world.folder, &world.err);
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	return 0;
}

static char *
at(struct world *world, const char *name)
{
	return path_join(&world->arena, world->folder.path, name);
}

static void
put(struct world *world, const char *name, const char *bytes, mode_t mode)
{
	char *path = at(world, name);

	assert_int_equal(file_make_folders(path_folder(&world->arena, path), &world->err), 0);
	assert_int_equal(file_write(path, bytes, strlen(bytes), mode, &world->err), 0);
}

static struct stat
look(struct world *world, const char *name)
{
	struct stat status;

	assert_int_equal(lstat(at(world, name), &status), 0);
	return status;
}

static int
copy(struct world *world)
{
	return source_copy(
	    at(world, "from"), at(world, "to"), &(struct folder_filter){0}, &world->err);
}

static void
files_keep_bytes_and_times_and_get_fixed_modes(void **state)
{
	struct world *world = *state;
	struct timespec times[2] = {{981173106, 5}, {981173106, 5}};
	struct text bytes;

	put(world, "from/sub/a.c", "one", 0640);
	put(world, "from/configure", "two", 0700);
	assert_int_equal(utimensat(AT_FDCWD, at(world, "from/sub/a.c"), times, 0), 0);
	assert_int_equal(chmod(at(world, "from/sub"), 0700), 0);
	assert_int_equal(utimensat(AT_FDCWD, at(world, "from/sub"), times, 0), 0);
	assert_int_equal(copy(world), 0);
	assert_int_equal(look(world, "to/sub/a.c").st_mode, S_IFREG | 0644);
	assert_int_equal(look(world, "to/configure").st_mode, S_IFREG | 0755);
	assert_int_equal(look(world, "to/sub").st_mode, S_IFDIR | 0755);
	assert_int_equal(look(world, "to/sub/a.c").st_mtim.tv_sec, 981173106);
	assert_int_equal(look(world, "to/sub/a.c").st_mtim.tv_nsec, 5);
	assert_int_equal(look(world, "to/sub").st_mtim.tv_sec, FOLDER_TIME);
	assert_int_equal(
	    file_read(&world->arena, at(world, "to/sub/a.c"), 10, &bytes, &world->err), 0);
	assert_string_equal(text_string(&bytes), "one");
}

static void
links_stay_links_wherever_they_lead(void **state)
{
	struct world *world = *state;
	char target[64] = {0};

	put(world, "from/a", "one", 0644);
	assert_int_equal(symlink("/etc/passwd", at(world, "from/out")), 0);
	assert_int_equal(symlink("from", at(world, "from/loop")), 0);
	assert_int_equal(symlink("nowhere", at(world, "from/broken")), 0);
	assert_int_equal(copy(world), 0);
	assert_int_equal(readlink(at(world, "to/out"), target, sizeof(target) - 1), 11);
	assert_string_equal(target, "/etc/passwd");
	assert_true(S_ISLNK(look(world, "to/loop").st_mode));
	assert_true(S_ISLNK(look(world, "to/broken").st_mode));
}

static void
repositories_and_special_files_are_left_out(void **state)
{
	struct world *world = *state;

	put(world, "from/.git/HEAD", "ref", 0644);
	put(world, "from/module/.git", "gitdir: ..", 0644);
	put(world, "from/.gitignore", "x", 0644);
	assert_int_equal(mkfifo(at(world, "from/pipe"), 0600), 0);
	assert_int_equal(copy(world), 0);
	assert_false(file_exists(at(world, "to/.git")));
	assert_false(file_exists(at(world, "to/module/.git")));
	assert_false(file_exists(at(world, "to/pipe")));
	assert_true(file_exists(at(world, "to/.gitignore")));
}

static void
a_copy_inside_the_source_does_not_copy_itself(void **state)
{
	struct world *world = *state;

	put(world, "from/a", "one", 0644);
	put(world, "from/tmp/b", "one", 0644);
	assert_int_equal(source_copy(at(world, "from"), at(world, "from/tmp/copy"),
			     &(struct folder_filter){0}, &world->err),
	    0);
	assert_true(file_exists(at(world, "from/tmp/copy/tmp/b")));
	assert_false(file_exists(at(world, "from/tmp/copy/tmp/copy")));
}

static void
a_missing_source_and_a_copy_that_exists_are_errors(void **state)
{
	struct world *world = *state;

	assert_int_equal(copy(world), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	put(world, "from/a", "one", 0644);
	assert_int_equal(copy(world), 0);
	assert_int_equal(copy(world), -1);
	assert_int_equal(world->err.kind, ERROR_FAILED);
}

static void
folders_deeper_than_the_limit_are_an_error(void **state)
{
	struct world *world = *state;
	struct text path;
	int i;

	text_init(&path, &world->arena);
	text_add(&path, "from");
	for (i = 0; i < 257; i++)
		text_add(&path, "/d");
	assert_int_equal(file_make_folders(at(world, text_string(&path)), &world->err), 0);
	assert_int_equal(copy(world), -1);
	assert_non_null(strstr(world->err.text, "more than 256 folders deep"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		files_keep_bytes_and_times_and_get_fixed_modes, setup, teardown),
	    cmocka_unit_test_setup_teardown(links_stay_links_wherever_they_lead, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		repositories_and_special_files_are_left_out, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_copy_inside_the_source_does_not_copy_itself, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_missing_source_and_a_copy_that_exists_are_errors, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		folders_deeper_than_the_limit_are_an_error, setup, teardown),
	};

	return cmocka_run_group_tests_name("source_copy", tests, NULL, NULL);
}
