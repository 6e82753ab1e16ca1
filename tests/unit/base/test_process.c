#include "base/process.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/stop_signal.h"
#include "base/temporary_folder.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "apart.h"

static void
status_and_output_come_back(void **state)
{
	const char *const arguments[] = {"sh", "-c", "cat; echo out; exit 3", NULL};
	struct arena arena = {0};
	struct error err;
	struct text captured;
	struct process_options options = {
	    .arguments = arguments, .input = "in ", .input_size = 3, .capture = &captured};
	int status = -1;

	(void)state;
	text_init(&captured, &arena);
	assert_int_equal(process_run(&options, &status, &err), 0);
	assert_int_equal(status, 3);
	assert_string_equal(text_string(&captured), "in out\n");
	arena_release(&arena);
}

static void
a_signal_gives_128_and_its_number(void **state)
{
	const char *const arguments[] = {"sh", "-c", "kill -9 $$", NULL};
	struct process_options options = {.arguments = arguments};
	struct error err;
	int status = -1;

	(void)state;
	assert_int_equal(process_run(&options, &status, &err), 0);
	assert_int_equal(status, 128 + 9);
}

static void
a_missing_program_is_named(void **state)
{
	const char *const arguments[] = {"no-such-program-here", NULL};
	struct process_options options = {.arguments = arguments};
	struct error err;
	int status = -1;

	(void)state;
	assert_int_equal(process_run(&options, &status, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_string_equal(err.text, "\"no-such-program-here\" is not installed or not in PATH");
	assert_int_equal(status, -1);
}

static void
large_input_and_output_do_not_block_each_other(void **state)
{
	const char *const arguments[] = {"cat", NULL};
	struct arena arena = {0};
	struct error err;
	struct text captured;
	size_t size = 3 << 20;
	char *input = malloc(size);
	struct process_options options = {.arguments = arguments,
	    .input = input,
	    .input_size = size,
	    .capture = &captured,
	    .capture_limit = 4 << 20};
	int status = -1;

	(void)state;
	assert_non_null(input);
	memset(input, 'x', size);
	text_init(&captured, &arena);
	assert_int_equal(process_run(&options, &status, &err), 0);
	assert_int_equal(status, 0);
	assert_int_equal(captured.length, size);
	free(input);
	arena_release(&arena);
}

static void
endless_output_is_stopped_at_the_limit(void **state)
{
	const char *const arguments[] = {"yes", NULL};
	struct arena arena = {0};
	struct error err;
	struct text captured;
	struct process_options options = {
	    .arguments = arguments, .capture = &captured, .capture_limit = 1000};
	int status = -1;

	(void)state;
	text_init(&captured, &arena);
	assert_int_equal(process_run(&options, &status, &err), -1);
	assert_string_equal(err.text, "\"yes\" printed more than 1000 bytes");
	arena_release(&arena);
}

static int
print_too_much_and_mind_nothing(void)
{
	const char *const arguments[] = {
	    "sh", "-c", "trap '' TERM PIPE; while :; do echo more 2>/dev/null; done", NULL};
	struct arena arena = {0};
	struct error err = {0};
	struct text captured;
	struct process_options options = {.arguments = arguments,
	    .own_session = true,
	    .capture = &captured,
	    .capture_limit = 1000};
	int status = -1, result;

	text_init(&captured, &arena);
	result = process_run(&options, &status, &err);
	arena_release(&arena);
	return result == -1 && strcmp(err.text, "\"sh\" printed more than 1000 bytes") == 0 ? 0 : 1;
}

static void
who_prints_too_much_in_a_session_of_its_own_is_killed(void **state)
{
	(void)state;
	assert_int_equal(apart(print_too_much_and_mind_nothing), 0);
}

static int
refuse(void *context, struct error *err)
{
	return error_set(err, ERROR_REFUSED, "%s", (const char *)context);
}

static void
what_goes_wrong_before_exec_reaches_the_parent(void **state)
{
	const char *const arguments[] = {"true", NULL};
	struct process_options options = {.arguments = arguments,
	    .before_exec = refuse,
	    .before_exec_context = (void *)(uintptr_t)"not today"};
	struct error err;
	int status = -1;

	(void)state;
	assert_int_equal(process_run(&options, &status, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_string_equal(err.text, "not today");
}

static int
stop_before_the_start(void)
{
	const char *const arguments[] = {"sleep", "1000", NULL};
	struct process_options options = {.arguments = arguments};
	struct error err = {0};
	int status = -1;

	raise(SIGTERM);
	if (process_run(&options, &status, &err) != -1 || status != -1)
		return 1;
	return strcmp(err.text, "stopped by SIGTERM") == 0 ? 0 : 2;
}

static void
a_stop_that_came_before_the_wait_is_not_lost(void **state)
{
	(void)state;
	assert_int_equal(apart(stop_before_the_start), 0);
}

static int
stop_twice(void)
{
	const char *const arguments[] = {"sh", "-c",
	    "trap 'kill -TERM $PPID' TERM; kill -TERM $PPID; while :; do sleep 0.01; done", NULL};
	struct process_options options = {.arguments = arguments};
	struct error err = {0};
	int status = -1;

	return process_run(&options, &status, &err) == -1 ? 0 : 1;
}

static void
a_command_that_minds_no_stop_is_killed_by_the_second(void **state)
{
	(void)state;
	assert_int_equal(apart(stop_twice), 0);
}

static int
stop_a_shell_that_waits(void)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err = {0};
	const char *const arguments[] = {"sh", "-c",
	    "trap 'echo >tidied; exit 1' TERM; (sleep 0.2; kill -TERM $PPID) & sleep 1000; exit 2",
	    NULL};
	struct process_options options = {.arguments = arguments};
	int status = -1, result = 2;

	if (temporary_folder_make(&folder, &err) != 0)
		return 1;
	options.folder = folder.path;
	if (process_run(&options, &status, &err) == -1 &&
	    file_exists(path_join(&arena, folder.path, "tidied")))
		result = 0;
	arena_release(&arena);
	return result;
}

static void
a_stop_reaches_what_the_command_waits_for(void **state)
{
	(void)state;
	assert_int_equal(apart(stop_a_shell_that_waits), 0);
}

static int
stop_with_sigchld_ignored(void)
{
	const char *const arguments[] = {"sh", "-c", "exit 5", NULL};
	struct process_options options = {.arguments = arguments};
	struct error err = {0};
	int status = -1;

	signal(SIGCHLD, SIG_IGN);
	stop_signal_watch();
	return process_run(&options, &status, &err) == 0 && status == 5 ? 0 : 1;
}

static void
a_starter_that_ignored_sigchld_does_no_harm(void **state)
{
	(void)state;
	assert_int_equal(apart(stop_with_sigchld_ignored), 0);
}

/* To whom the file that the command writes says; not before it is there. */
static bool
pass_by_file(void *context, int number)
{
	struct arena arena = {0};
	struct error ignored;
	struct text id;
	bool there = file_read(&arena, context, 100, &id, &ignored) == 0 && id.length > 1;

	if (there)
		kill((pid_t)strtol(text_string(&id), NULL, 10), number);
	arena_release(&arena);
	return there;
}

static int
stop_before_it_can_be_passed_on(void)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err = {0};
	const char *const arguments[] = {"sh", "-c",
	    "trap 'exit 7' HUP; sleep 0.1; echo $$ >id; while :; do sleep 0.01; done", NULL};
	struct process_options options = {
	    .arguments = arguments, .folder = folder.path, .pass_signal = pass_by_file};
	int status = -1, result;

	if (temporary_folder_make(&folder, &err) != 0)
		return 1;
	options.pass_signal_context = path_join(&arena, folder.path, "id");
	raise(SIGHUP);
	result = process_run(&options, &status, &err) == 0 && status == 7 ? 0 : 2;
	arena_release(&arena);
	return result;
}

static void
a_signal_waits_until_the_command_can_take_it(void **state)
{
	(void)state;
	assert_int_equal(apart(stop_before_it_can_be_passed_on), 0);
}

static const char *const leaves_daemons[] = {"sh", "-c",
    "(setsid sh -c 'trap \"\" TERM HUP; sleep 60' &) ; setsid sleep 60 & sleep 0.05; exit 3", NULL};

static int
run_with_daemons(void)
{
	struct process_options options = {.arguments = leaves_daemons, .own_session = true};
	struct arena arena = {0};
	struct error err = {0};
	int status = -1;
	size_t left;

	if (process_run(&options, &status, &err) != 0 || status != 3)
		return 1;
	left = process_family(&arena, getpid(), NULL, SIZE_MAX).count;
	arena_release(&arena);
	return left == 0 ? 0 : 2;
}

static void
nothing_outlives_a_command_with_a_session_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(apart(run_with_daemons), 0);
}

static int
refuse_three(void *context, const struct process_ids *family, struct error *err)
{
	size_t *most = context;

	if (family->count > *most)
		*most = family->count;
	return family->count < 3 ? 0 : error_set(err, ERROR_FAILED, "three are too many");
}

static int
run_watched(void)
{
	const char *const arguments[] = {
	    "sh", "-c", "sleep 60 & (sleep 60 & sleep 60) & wait", NULL};
	size_t most = 0;
	struct process_options options = {.arguments = arguments,
	    .own_session = true,
	    .watch = refuse_three,
	    .watch_context = &most,
	    .watch_most = 100};
	struct arena arena = {0};
	struct error err = {0};
	int status = -1;
	size_t left;

	if (process_run(&options, &status, &err) != -1 || status != -1)
		return 1;
	left = process_family(&arena, getpid(), NULL, SIZE_MAX).count;
	arena_release(&arena);
	return strcmp(err.text, "three are too many") == 0 && most >= 3 && left == 0 ? 0 : 2;
}

static void
a_watch_sees_all_and_ends_all(void **state)
{
	(void)state;
	assert_int_equal(apart(run_watched), 0);
}

static void *
run_in_thread(void *status)
{
	const char *const arguments[] = {"sleep", "0.05", NULL};
	const struct process_options options = {.arguments = arguments};
	struct error err;

	if (process_run(&options, status, &err) != 0)
		*(int *)status = -1;
	return NULL;
}

static void
a_thread_beside_others_learns_of_its_commands_end(void **state)
{
	struct timespec deadline;
	pthread_t thread;
	int status = -1;

	(void)state;
	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += 20;
	assert_int_equal(pthread_create(&thread, NULL, run_in_thread, &status), 0);
	assert_int_equal(pthread_timedjoin_np(thread, NULL, &deadline), 0);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(status_and_output_come_back),
	    cmocka_unit_test(a_signal_gives_128_and_its_number),
	    cmocka_unit_test(a_missing_program_is_named),
	    cmocka_unit_test(nothing_outlives_a_command_with_a_session_of_its_own),
	    cmocka_unit_test(a_watch_sees_all_and_ends_all),
	    cmocka_unit_test(large_input_and_output_do_not_block_each_other),
	    cmocka_unit_test(endless_output_is_stopped_at_the_limit),
	    cmocka_unit_test(who_prints_too_much_in_a_session_of_its_own_is_killed),
	    cmocka_unit_test(what_goes_wrong_before_exec_reaches_the_parent),
	    cmocka_unit_test(a_stop_that_came_before_the_wait_is_not_lost),
	    cmocka_unit_test(a_command_that_minds_no_stop_is_killed_by_the_second),
	    cmocka_unit_test(a_stop_reaches_what_the_command_waits_for),
	    cmocka_unit_test(a_starter_that_ignored_sigchld_does_no_harm),
	    cmocka_unit_test(a_signal_waits_until_the_command_can_take_it),
	    cmocka_unit_test(a_thread_beside_others_learns_of_its_commands_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
