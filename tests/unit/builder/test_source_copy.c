#include "builder/source_copy.h"

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static char *
at(struct scratch *scratch, const char *name)
{
	return scratch_path(scratch, name);
}

static void
put(struct scratch *scratch, const char *name, const char *bytes, mode_t mode)
{
	char *path = at(scratch, name);

	assert_int_equal(file_make_folders(path_folder(&scratch->arena, path), &scratch->err), 0);
	assert_int_equal(file_write(path, bytes, strlen(bytes), mode, &scratch->err), 0);
}

static struct stat
look(struct scratch *scratch, const char *name)
{
	struct stat status;

	assert_int_equal(lstat(at(scratch, name), &status), 0);
	return status;
}

static int
copy(struct scratch *scratch)
{
	return source_copy(
	    at(scratch, "from"), at(scratch, "to"), &(struct folder_filter){0}, &scratch->err);
}

static void
files_keep_bytes_and_times_and_get_fixed_modes(void **state)
{
	struct scratch *scratch = *state;
	struct timespec times[2] = {{981173106, 5}, {981173106, 5}};
	struct text bytes;

	put(scratch, "from/sub/a.c", "one", 0640);
	put(scratch, "from/configure", "two", 0700);
	assert_int_equal(utimensat(AT_FDCWD, at(scratch, "from/sub/a.c"), times, 0), 0);
	assert_int_equal(chmod(at(scratch, "from/sub"), 0700), 0);
	assert_int_equal(utimensat(AT_FDCWD, at(scratch, "from/sub"), times, 0), 0);
	assert_int_equal(copy(scratch), 0);
	assert_int_equal(look(scratch, "to/sub/a.c").st_mode, S_IFREG | 0644);
	assert_int_equal(look(scratch, "to/configure").st_mode, S_IFREG | 0755);
	assert_int_equal(look(scratch, "to/sub").st_mode, S_IFDIR | 0755);
	assert_int_equal(look(scratch, "to/sub/a.c").st_mtim.tv_sec, 981173106);
	assert_int_equal(look(scratch, "to/sub/a.c").st_mtim.tv_nsec, 5);
	assert_int_equal(look(scratch, "to/sub").st_mtim.tv_sec, FOLDER_TIME);
	assert_int_equal(
	    file_read(&scratch->arena, at(scratch, "to/sub/a.c"), 10, &bytes, &scratch->err), 0);
	assert_string_equal(text_string(&bytes), "one");
}

static void
links_stay_links_wherever_they_lead(void **state)
{
	struct scratch *scratch = *state;
	char target[64] = {0};

	put(scratch, "from/a", "one", 0644);
	assert_int_equal(symlink("/etc/passwd", at(scratch, "from/out")), 0);
	assert_int_equal(symlink("from", at(scratch, "from/loop")), 0);
	assert_int_equal(symlink("nowhere", at(scratch, "from/broken")), 0);
	assert_int_equal(copy(scratch), 0);
	assert_int_equal(readlink(at(scratch, "to/out"), target, sizeof(target) - 1), 11);
	assert_string_equal(target, "/etc/passwd");
	assert_true(S_ISLNK(look(scratch, "to/loop").st_mode));
	assert_true(S_ISLNK(look(scratch, "to/broken").st_mode));
}

static void
repositories_and_special_files_are_left_out(void **state)
{
	struct scratch *scratch = *state;

	put(scratch, "from/.git/HEAD", "ref", 0644);
	put(scratch, "from/module/.git", "gitdir: ..", 0644);
	put(scratch, "from/.gitignore", "x", 0644);
	assert_int_equal(mkfifo(at(scratch, "from/pipe"), 0600), 0);
	assert_int_equal(copy(scratch), 0);
	assert_false(file_exists(at(scratch, "to/.git")));
	assert_false(file_exists(at(scratch, "to/module/.git")));
	assert_false(file_exists(at(scratch, "to/pipe")));
	assert_true(file_exists(at(scratch, "to/.gitignore")));
}

static void
a_copy_inside_the_source_does_not_copy_itself(void **state)
{
	struct scratch *scratch = *state;

	put(scratch, "from/a", "one", 0644);
	put(scratch, "from/tmp/b", "one", 0644);
	assert_int_equal(source_copy(at(scratch, "from"), at(scratch, "from/tmp/copy"),
			     &(struct folder_filter){0}, &scratch->err),
	    0);
	assert_true(file_exists(at(scratch, "from/tmp/copy/tmp/b")));
	assert_false(file_exists(at(scratch, "from/tmp/copy/tmp/copy")));
}

static void
a_missing_source_and_a_copy_that_exists_are_errors(void **state)
{
	struct scratch *scratch = *state;

	assert_int_equal(copy(scratch), -1);
	assert_int_equal(scratch->err.kind, ERROR_NOT_FOUND);
	put(scratch, "from/a", "one", 0644);
	assert_int_equal(copy(scratch), 0);
	assert_int_equal(copy(scratch), -1);
	assert_int_equal(scratch->err.kind, ERROR_FAILED);
}

static void
folders_deeper_than_the_limit_are_an_error(void **state)
{
	struct scratch *scratch = *state;
	struct text path;
	int i;

	text_init(&path, &scratch->arena);
	text_add(&path, "from");
	for (i = 0; i < 257; i++)
		text_add(&path, "/d");
	assert_int_equal(file_make_folders(at(scratch, text_string(&path)), &scratch->err), 0);
	assert_int_equal(copy(scratch), -1);
	assert_non_null(strstr(scratch->err.text, "more than 256 folders deep"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		files_keep_bytes_and_times_and_get_fixed_modes, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		links_stay_links_wherever_they_lead, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		repositories_and_special_files_are_left_out, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_copy_inside_the_source_does_not_copy_itself, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(a_missing_source_and_a_copy_that_exists_are_errors,
		scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		folders_deeper_than_the_limit_are_an_error, scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests_name("source_copy", tests, NULL, NULL);
}
