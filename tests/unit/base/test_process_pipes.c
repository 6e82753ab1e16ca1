#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "apart.h"

/* Runs the script with mote's stderr in a file, and returns the text of that
 * file. */
static const char *
said_by(struct arena *arena, const char *script, int wanted)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	const char *const arguments[] = {"sh", "-c", script, NULL};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct process_options options = {
	    .arguments = arguments, .own_session = true, .output = &output};
	struct error err = {0};
	struct text said;
	int status = -1, own = dup(STDERR_FILENO), file;
	const char *path;

	output_open(arena, &output, NULL);
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	path = path_join(arena, folder.path, "said");
	file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	assert_true(own >= 0 && file >= 0 && dup2(file, STDERR_FILENO) >= 0);
	close(file);
	assert_int_equal(process_run(&options, &status, &err), 0);
	assert_true(dup2(own, STDERR_FILENO) >= 0);
	close(own);
	assert_int_equal(status, wanted);
	assert_int_equal(file_read(arena, path, 64 << 20, &said, &err), 0);
	return text_string(&said);
}

static void
what_a_command_says_is_copied_in_order_and_to_the_end(void **state)
{
	struct arena arena = {0};
	const char *said;
	int i;

	(void)state;
	assert_string_equal(
	    said_by(&arena, "echo out; echo err >&2; printf half; exit 4", 4), "out\nerr\nhalf\n");
	said = said_by(&arena, "seq 100000; exit 5", 5);
	for (i = 1; i <= 100000; i++, said++) {
		assert_int_equal(strtol(said, (char **)&said, 10), i);
		assert_int_equal(*said, '\n');
	}
	assert_int_equal(*said, '\0');
	arena_release(&arena);
}

static void
a_command_has_no_hold_of_the_file_behind_stderr(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(
	    said_by(&arena,
		"readlink /proc/self/fd/1 /proc/self/fd/2 | grep -cv ^pipe: ; echo named "
		">/dev/stderr; chmod 777 /proc/self/fd/2; test ! -t 2",
		0),
	    "0\nnamed\n");
	arena_release(&arena);
}

static void
a_daemon_that_holds_stderr_does_not_hold_mote(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(
	    said_by(&arena, "(setsid sleep 60 &); sleep 60 & echo done; exit 3", 3), "done\n");
	arena_release(&arena);
}

/* mote's stderr is a full pipe, and another process asks mote to stop. */
static int
stop_while_stderr_is_full(void)
{
	const char *const arguments[] = {"sh", "-c", "yes", NULL};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct process_options options = {
	    .arguments = arguments, .own_session = true, .output = &output};
	struct arena arena = {0};
	struct error err = {0};
	int ends[2], status = -1;
	pid_t mote = getpid(), asks;

	output_open(&arena, &output, NULL);
	if (pipe(ends) != 0 || dup2(ends[1], STDERR_FILENO) < 0)
		return 1;
	asks = fork();
	if (asks == 0) {
		usleep(300000);
		kill(mote, SIGTERM);
		usleep(300000);
		kill(mote, SIGTERM);
		_exit(0);
	}
	if (process_run(&options, &status, &err) != -1)
		return 2;
	return strcmp(err.text, "stopped by SIGTERM") == 0 ? 0 : 3;
}

static void
a_stderr_that_takes_no_more_does_not_keep_a_stop_from_mote(void **state)
{
	(void)state;
	assert_int_equal(apart(stop_while_stderr_is_full), 0);
}

static int
lose_the_reader(void)
{
	const char *const arguments[] = {"sh", "-c", "seq 100000; exit 6", NULL};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct process_options options = {
	    .arguments = arguments, .own_session = true, .output = &output};
	struct arena arena = {0};
	struct error err = {0};
	int ends[2], status = -1;

	output_open(&arena, &output, NULL);
	if (pipe(ends) != 0 || dup2(ends[1], STDERR_FILENO) < 0)
		return 1;
	close(ends[0]);
	return process_run(&options, &status, &err) == 0 && status == 6 ? 0 : 2;
}

static void
a_stderr_that_nobody_reads_does_not_end_a_command(void **state)
{
	(void)state;
	assert_int_equal(apart(lose_the_reader), 0);
}

static void
stdout_can_be_captured_while_stderr_is_copied(void **state)
{
	const char *const arguments[] = {"sh", "-c", "echo out; echo err >&2", NULL};
	struct arena arena = {0};
	struct text captured;
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct process_options options = {
	    .arguments = arguments, .own_session = true, .output = &output, .capture = &captured};
	struct error err = {0};
	int status = -1;

	(void)state;
	text_init(&captured, &arena);
	output_open(&arena, &output, NULL);
	assert_int_equal(process_run(&options, &status, &err), 0);
	assert_string_equal(text_string(&captured), "out\n");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_a_command_says_is_copied_in_order_and_to_the_end),
	    cmocka_unit_test(a_command_has_no_hold_of_the_file_behind_stderr),
	    cmocka_unit_test(a_daemon_that_holds_stderr_does_not_hold_mote),
	    cmocka_unit_test(a_stderr_that_takes_no_more_does_not_keep_a_stop_from_mote),
	    cmocka_unit_test(a_stderr_that_nobody_reads_does_not_end_a_command),
	    cmocka_unit_test(stdout_can_be_captured_while_stderr_is_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
