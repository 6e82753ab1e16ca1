#include "base/file.h"

#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void
a_file_is_written_whole_with_its_mode_whatever_the_umask(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err;
	struct stat status;
	struct text bytes;
	char *path;
	mode_t before = umask(077);

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	path = path_join(&arena, folder.path, "a");
	assert_int_equal(file_write(path, "one", 3, 0644, &err), 0);
	assert_int_equal(file_write_durable(path, "three", 5, 0644, &err), 0);
	umask(before);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644);
	assert_int_equal(file_read(&arena, path, 100, &bytes, &err), 0);
	assert_string_equal(text_string(&bytes), "three");
	arena_release(&arena);
}

static void
a_failed_write_leaves_what_was_there(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err;
	char *path;

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	path = path_join(&arena, folder.path, "is-a-folder/x");
	assert_int_equal(file_make_folders(path, &err), 0);
	/* a rename over a folder fails */
	path = path_join(&arena, folder.path, "is-a-folder");
	assert_int_equal(file_write(path, "one", 3, 0644, &err), -1);
	assert_int_equal(file_write_durable(path, "one", 3, 0644, &err), -1);
	assert_true(file_is_folder(path));
	/* and no hidden file is left: only then can the folder be removed */
	assert_int_equal(file_remove_tree(path, &err), 0);
	assert_int_equal(rmdir(folder.path), 0);
	folder.path[0] = '\0';
	arena_release(&arena);
}

static void
a_sync_takes_files_and_folders_and_names_what_is_not_there(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(file_sync("/proc/self/exe", &err), 0);
	assert_int_equal(file_sync("/tmp", &err), 0);
	/* nothing there to write back */
	assert_int_equal(file_sync("/dev/null", &err), 0);
	assert_int_equal(file_sync("/tmp/no such/file", &err), -1);
	assert_string_equal(
	    err.text, "cannot open \"/tmp/no such/file\": No such file or directory");
}

static void
reading_has_a_limit_and_wants_a_regular_file(void **state)
{
	struct arena arena = {0};
	struct error err;
	struct text bytes;

	(void)state;
	assert_int_equal(file_read(&arena, "/dev/zero", 100, &bytes, &err), -1);
	assert_string_equal(err.text, "\"/dev/zero\" is not a regular file");
	assert_int_equal(file_read(&arena, "/", 100, &bytes, &err), -1);
	assert_int_equal(file_read(&arena, "/no/such", 100, &bytes, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_int_equal(file_read(&arena, "/proc/self/maps", 100, &bytes, &err), -1);
	assert_non_null(strstr(err.text, "larger than 100 bytes"));
	arena_release(&arena);
}

static void
removing_a_tree_follows_no_link_and_enters_closed_folders(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err;
	char *kept, *gone, *link;

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	kept = path_join(&arena, folder.path, "kept");
	gone = path_join(&arena, folder.path, "gone/deep/closed");
	link = path_join(&arena, folder.path, "gone/link");
	assert_int_equal(file_make_folders(kept, &err), 0);
	assert_int_equal(file_make_folders(gone, &err), 0);
	assert_int_equal(file_write(path_join(&arena, kept, "a"), "a", 1, 0600, &err), 0);
	assert_int_equal(file_write(path_join(&arena, gone, "a"), "a", 1, 0600, &err), 0);
	assert_int_equal(symlink(kept, link), 0);
	assert_int_equal(chmod(gone, 0), 0);
	assert_int_equal(file_remove_tree(path_join(&arena, folder.path, "gone"), &err), 0);
	assert_false(file_exists(path_join(&arena, folder.path, "gone")));
	assert_true(file_exists(path_join(&arena, kept, "a")));
	assert_int_equal(file_remove_tree(path_join(&arena, folder.path, "none"), &err), 0);
	arena_release(&arena);
}

static void
a_tree_of_any_depth_is_removed(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	SCOPED(fd) int deepest = -1;
	struct error err;
	unsigned i;

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	deepest = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(deepest >= 0);
	for (i = 0; i < 3000; i++) {
		int next;

		assert_int_equal(mkdirat(deepest, ".lifted-0", 0700), 0);
		assert_int_equal(mkdirat(deepest, "beside", 0700), 0);
		assert_int_equal(symlinkat("/", deepest, "link"), 0);
		next = openat(deepest, ".lifted-0", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		assert_true(next >= 0);
		close(deepest);
		deepest = next;
	}
	assert_int_equal(file_remove_tree(folder.path, &err), 0);
	assert_false(file_exists(folder.path));
	folder.path[0] = '\0';
}

static void
copying_gives_every_byte_or_names_what_is_full(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err;
	struct text text, read_back;
	char *from, *to;
	unsigned i;

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	text_init(&text, &arena);
	for (i = 0; i < 100000; i++)
		text_printf(&text, "%u\n", i);
	from = path_join(&arena, folder.path, "from");
	to = path_join(&arena, folder.path, "to");
	assert_int_equal(file_write(from, text.bytes, text.length, 0600, &err), 0);
	{
		SCOPED(fd) int in = open(from, O_RDONLY | O_CLOEXEC);
		SCOPED(fd) int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

		assert_int_equal(
		    file_copy((struct file_end){in, "from"}, (struct file_end){out, "to"}, &err),
		    0);
	}
	{
		SCOPED(fd) int in = open(from, O_RDONLY | O_CLOEXEC);
		SCOPED(fd) int out = open("/dev/full", O_WRONLY | O_CLOEXEC);

		assert_int_equal(
		    file_copy((struct file_end){in, "from"}, (struct file_end){out, "to"}, &err),
		    -1);
		assert_string_equal(err.text, "cannot write \"to\": No space left on device");
	}
	assert_int_equal(file_read(&arena, to, 1 << 20, &read_back, &err), 0);
	assert_int_equal(read_back.length, text.length);
	assert_memory_equal(read_back.bytes, text.bytes, text.length);
	arena_release(&arena);
}

static void
copying_keeps_holes(void **state)
{
	enum { SIZE = 64 << 20, BYTES = 5000, PLACE = (30 << 20) + 123 };
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	const char *from, *to;
	struct arena arena = {0};
	struct error err = {0};
	struct stat status;
	char bytes[BYTES], read_back[BYTES];

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	from = path_join(&arena, folder.path, "sparse");
	to = path_join(&arena, folder.path, "its copy");
	memset(bytes, 'x', sizeof(bytes));
	{
		SCOPED(fd) int in = open(from, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		SCOPED(fd) int out = open(to, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

		assert_int_equal(pwrite(in, bytes, BYTES, PLACE), BYTES);
		assert_int_equal(ftruncate(in, SIZE), 0);
		assert_true(file_hole_bytes(in) > SIZE - (1 << 20));
		assert_int_equal(
		    file_copy((struct file_end){in, "from"}, (struct file_end){out, "to"}, &err),
		    0);
		assert_int_equal(fstat(out, &status), 0);
		assert_int_equal(status.st_size, SIZE);
		assert_true(file_hole_bytes(out) > SIZE - (1 << 20));
		assert_int_equal(pread(out, read_back, BYTES, PLACE), BYTES);
		assert_memory_equal(read_back, bytes, BYTES);
		assert_int_equal(pread(out, read_back, 1, PLACE - 1), 1);
		assert_int_equal(read_back[0], 0);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_is_written_whole_with_its_mode_whatever_the_umask),
	    cmocka_unit_test(a_failed_write_leaves_what_was_there),
	    cmocka_unit_test(a_sync_takes_files_and_folders_and_names_what_is_not_there),
	    cmocka_unit_test(reading_has_a_limit_and_wants_a_regular_file),
	    cmocka_unit_test(removing_a_tree_follows_no_link_and_enters_closed_folders),
	    cmocka_unit_test(a_tree_of_any_depth_is_removed),
	    cmocka_unit_test(copying_gives_every_byte_or_names_what_is_full),
	    cmocka_unit_test(copying_keeps_holes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
