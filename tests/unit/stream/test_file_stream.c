#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "stream_support.h"

#include <fcntl.h>
#include <unistd.h>

static void
what_was_written_stands_in_the_file_once_it_is_finished(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err;
	struct text bytes;
	struct stream *out;
	char *path;
	int fd;

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	path = path_join(&arena, folder.path, "a");
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	out = file_stream_new(fd, path, &err);
	assert_int_equal(stream_write(out, "one ", 4, &err), 0);
	assert_int_equal(stream_write(out, "two", 3, &err), 0);
	assert_int_equal(stream_finish(out, &err), 0);
	/* closed by the stream: a second owner would close somebody else's
	 * file */
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	stream_free(out);
	assert_int_equal(file_read(&arena, path, 100, &bytes, &err), 0);
	assert_string_equal(text_string(&bytes), "one two");
	arena_release(&arena);
}

static void
a_full_device_is_an_error_that_names_the_file(void **state)
{
	struct error err;
	struct stream *out = file_stream_new(open("/dev/full", O_WRONLY | O_CLOEXEC), "it", &err);

	(void)state;
	assert_int_equal(stream_write(out, "one", 3, &err), -1);
	assert_string_equal(err.text, "cannot write \"it\": No space left on device");
	stream_free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_written_stands_in_the_file_once_it_is_finished),
	    cmocka_unit_test(a_full_device_is_an_error_that_names_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
