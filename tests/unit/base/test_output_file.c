#include "base/output_file.h"

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

struct place {
	struct temporary_folder folder;
	struct arena arena;
	struct error err;
};

static void
begin(struct place *place)
{
	assert_int_equal(temporary_folder_make(&place->folder, &place->err), 0);
}

static void
end(struct place *place)
{
	scope_temporary_folder(&place->folder);
	arena_release(&place->arena);
}

static char *
at(struct place *place, const char *name)
{
	return path_join(&place->arena, place->folder.path, name);
}

static void
assert_holds(struct place *place, const char *path, const char *content)
{
	struct text bytes;

	assert_int_equal(file_read(&place->arena, path, 100, &bytes, &place->err), 0);
	assert_string_equal(text_string(&bytes), content);
}

static void
a_link_stays_and_what_it_leads_to_is_written(void **state)
{
	struct place place = {0};
	struct stat status;

	(void)state;
	begin(&place);
	assert_int_equal(mkdir(at(&place, "inner"), 0755), 0);
	assert_int_equal(symlink("inner/file", at(&place, "near")), 0);
	assert_int_equal(symlink("near", at(&place, "far")), 0);
	assert_int_equal(output_file_write(at(&place, "far"), "one", 3, &place.err), 0);
	assert_holds(&place, at(&place, "inner/file"), "one");
	assert_int_equal(output_file_write(at(&place, "far"), "two", 3, &place.err), 0);
	assert_holds(&place, at(&place, "inner/file"), "two");
	assert_int_equal(lstat(at(&place, "far"), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(lstat(at(&place, "near"), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(stat(at(&place, "inner/file"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644);
	end(&place);
}

static void
a_fifo_stays_and_takes_the_bytes(void **state)
{
	struct place place = {0};
	char bytes[8] = "";
	struct stat status;

	(void)state;
	begin(&place);
	assert_int_equal(mkfifo(at(&place, "fifo"), 0600), 0);
	{
		SCOPED(fd) int reader = open(at(&place, "fifo"), O_RDWR | O_CLOEXEC);

		assert_int_equal(output_file_write(at(&place, "fifo"), "bytes", 5, &place.err), 0);
		assert_int_equal(read(reader, bytes, sizeof(bytes) - 1), 5);
	}
	assert_string_equal(bytes, "bytes");
	assert_int_equal(lstat(at(&place, "fifo"), &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	end(&place);
}

static void
a_descriptor_of_this_process_takes_the_bytes_where_it_stands(void **state)
{
	struct place place = {0};
	char name[64];
	int fd;

	(void)state;
	begin(&place);
	fd = open(at(&place, "file"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "ab", 2), 2);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	assert_int_equal(output_file_write(name, "cd", 2, &place.err), 0);
	assert_int_equal(symlink(name, at(&place, "link")), 0);
	assert_int_equal(output_file_write(at(&place, "link"), "ef", 2, &place.err), 0);
	close(fd);
	assert_holds(&place, at(&place, "file"), "abcdef");
	end(&place);
}

static void
what_is_not_finished_leaves_the_file_and_nothing_beside_it(void **state)
{
	struct place place = {0};

	(void)state;
	begin(&place);
	assert_int_equal(output_file_write(at(&place, "file"), "old", 3, &place.err), 0);
	{
		SCOPED(output_file) struct output_file file = OUTPUT_FILE_NONE;

		assert_int_equal(
		    output_file_open(&place.arena, at(&place, "file"), &file, &place.err), 0);
		assert_int_equal(write(file.fd, "new", 3), 3);
	}
	assert_holds(&place, at(&place, "file"), "old");
	assert_int_equal(unlink(at(&place, "file")), 0);
	assert_int_equal(symlink("loop", at(&place, "loop")), 0);
	assert_int_equal(output_file_write(at(&place, "loop"), "x", 1, &place.err), -1);
	assert_int_equal(unlink(at(&place, "loop")), 0);
	assert_int_equal(rmdir(place.folder.path), 0);
	place.folder.path[0] = '\0';
	end(&place);
}

static void
standard_output_is_known_by_all_its_names(void **state)
{
	struct place place = {0};

	(void)state;
	begin(&place);
	assert_int_equal(symlink("/proc/self/fd/1", at(&place, "link")), 0);
	assert_true(output_file_is_stdout("-"));
	assert_true(output_file_is_stdout("/proc/self/fd/1"));
	assert_true(output_file_is_stdout(at(&place, "link")));
	assert_false(output_file_is_stdout("/proc/self/fd/2"));
	assert_false(output_file_is_stdout("./-"));
	assert_false(output_file_is_stdout(at(&place, "1")));
	end(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_link_stays_and_what_it_leads_to_is_written),
	    cmocka_unit_test(a_fifo_stays_and_takes_the_bytes),
	    cmocka_unit_test(a_descriptor_of_this_process_takes_the_bytes_where_it_stands),
	    cmocka_unit_test(what_is_not_finished_leaves_the_file_and_nothing_beside_it),
	    cmocka_unit_test(standard_output_is_known_by_all_its_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
