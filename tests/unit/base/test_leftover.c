#include "base/leftover.h"

#include "base/file.h"
#include "base/scope.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int
enter_folder(void **state)
{
	char *path = strdup("/tmp/mote-test.XXXXXX");

	*state = path;
	return path == NULL || mkdtemp(path) == NULL || chdir(path) != 0 ? -1 : 0;
}

static int
leave_folder(void **state)
{
	struct error err;
	int status = chdir("/") != 0 || file_remove_tree(*state, &err) != 0;

	free(*state);
	return status;
}

static void
make(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static void
removes_what_nobody_holds(void **state UNUSED)
{
	make(".image.tar.mote-12-0");
	make(".blob.mote-12-aB3xyZ");
	assert_int_equal(mkdir(".work.mote-12-abcdef", 0700), 0);
	make(".work.mote-12-abcdef/file");
	leftover_clean(".");
	assert_false(file_exists(".image.tar.mote-12-0"));
	assert_false(file_exists(".blob.mote-12-aB3xyZ"));
	assert_false(file_exists(".work.mote-12-abcdef"));
}

static void
leaves_what_is_held(void **state UNUSED)
{
	SCOPED(fd) int file = open(".a.mote-12-0", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	SCOPED(fd) int folder = -1;

	assert_int_equal(mkdir(".work.mote-12-abcdef", 0700), 0);
	folder = open(".work.mote-12-abcdef", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(leftover_hold(file, ".a.mote-12-0"));
	assert_true(leftover_hold(folder, ".work.mote-12-abcdef"));
	leftover_clean(".");
	assert_true(file_exists(".a.mote-12-0"));
	assert_true(file_is_folder(".work.mote-12-abcdef"));
}

static void
leaves_what_has_another_name(void **state UNUSED)
{
	static const char *const names[] = {"image.tar.mote-12-0", ".mote-12-0", ".mote-abcdef",
	    ".a.mote-12", ".a.mote--0", ".a.mote-12-", ".a.mote-12-abcdefg", ".a.mote-12-a.b",
	    ".a.mote-x-0", ".a.mote-12-0~", "mote-source"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		make(names[i]);
	assert_int_equal(symlink("mote-source", ".link.mote-12-0"), 0);
	assert_int_equal(mkfifo(".fifo.mote-12-0", 0600), 0);
	leftover_clean(".");
	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_true(file_exists(names[i]));
	assert_true(file_exists(".link.mote-12-0"));
	assert_true(file_exists(".fifo.mote-12-0"));
}

static void
holds_nothing_that_a_cleaner_was_faster_with(void **state UNUSED)
{
	SCOPED(fd) int mine = open(".a.mote-12-0", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	SCOPED(fd) int cleaner = open(".a.mote-12-0", O_RDONLY | O_CLOEXEC);

	assert_true(leftover_hold(cleaner, ".a.mote-12-0"));
	assert_false(leftover_hold(mine, ".a.mote-12-0"));
	assert_int_equal(unlink(".a.mote-12-0"), 0);
	scope_fd(&cleaner);
	cleaner = -1;
	assert_false(leftover_hold(mine, ".a.mote-12-0"));
}

static void
cleans_a_folder_that_is_not_there(void **state UNUSED)
{
	leftover_clean("not/there");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(removes_what_nobody_holds, enter_folder, leave_folder),
	    cmocka_unit_test_setup_teardown(leaves_what_is_held, enter_folder, leave_folder),
	    cmocka_unit_test_setup_teardown(
		leaves_what_has_another_name, enter_folder, leave_folder),
	    cmocka_unit_test_setup_teardown(
		holds_nothing_that_a_cleaner_was_faster_with, enter_folder, leave_folder),
	    cmocka_unit_test(cleans_a_folder_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
