#include "registry/transfer.h"

#include "base/file.h"
#include "base/log.h"
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

/* Transfers a blob of so many bytes, with a cut in the middle, and returns what
 * is said. */
static const char *
said(struct arena *arena, uint64_t size, enum log_level level)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	SCOPED(transfer) struct transfer transfer = {0};
	const struct descriptor descriptor = {.digest.text = "sha256:abc", .size = size};
	struct error err = {0};
	struct text bytes;
	int own = dup(STDERR_FILENO), file;
	const char *path;

	log_set(level, LOG_PROGRESS_PLAIN);
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	path = arena_printf(arena, "%s/said", folder.path);
	file = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(own >= 0 && file >= 0 && dup2(file, STDERR_FILENO) >= 0);
	transfer_begin(&transfer, "fetched", &descriptor);
	transfer_reach(&transfer, size / 2);
	transfer_reach(&transfer, 0);
	usleep(120000);
	transfer_reach(&transfer, size);
	transfer_finish(&transfer);
	assert_true(dup2(own, STDERR_FILENO) >= 0);
	close(own);
	close(file);
	assert_int_equal(transfer.done, size);
	assert_int_equal(file_read(arena, path, 1 << 20, &bytes, &err), 0);
	return text_string(&bytes);
}

static void
a_log_has_a_line_for_each_large_blob(void **state)
{
	static const char begin[] = "mote: fetched sha256:abc: 20.0 MB in 0.";
	struct arena arena = {0};
	const char *line = said(&arena, 20000000, LOG_NORMAL);

	(void)state;
	assert_int_equal(strncmp(line, begin, strlen(begin)), 0);
	assert_string_equal(line + strlen(line) - 6, " MB/s\n");
	assert_string_equal(said(&arena, 1000000, LOG_NORMAL), "");
	assert_string_equal(said(&arena, 20000000, LOG_QUIET), "");
	log_set(LOG_NORMAL, LOG_PROGRESS_AUTO);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_log_has_a_line_for_each_large_blob),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
