#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Runs a script in a mote that is then killed, and returns whether the process
 * ends whose number the script wrote to "$0". */
static bool
ends_with_mote(const char *script, bool guard)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err = {0};
	struct text id = {0};
	pid_t mote, process;
	char *path;
	int i, status;

	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	path = path_join(&arena, folder.path, "id");
	mote = fork();
	if (mote == 0) {
		const char *const arguments[] = {"sh", "-c", script, path, NULL};
		const struct process_options options = {
		    .arguments = arguments, .own_session = true, .guard = guard};

		_exit(process_run(&options, &status, &err));
	}
	for (i = 0; i < 1000 && id.length < 2; i++) {
		usleep(10000);
		if (file_read(&arena, path, 100, &id, &err) != 0)
			id.length = 0;
	}
	assert_true(id.length >= 2);
	kill(mote, SIGKILL);
	assert_int_equal(waitpid(mote, NULL, 0), mote);
	process = (pid_t)strtol(id.bytes, NULL, 10);
	for (i = 0; i < 200 && kill(process, 0) == 0; i++)
		usleep(10000);
	if (i == 200)
		kill(process, SIGKILL);
	arena_release(&arena);
	return i < 200;
}

static void
a_command_with_a_session_of_its_own_dies_with_mote(void **state)
{
	(void)state;
	assert_true(ends_with_mote("echo $$ >\"$0\"; exec sleep 60", false));
	assert_true(ends_with_mote("echo $$ >\"$0\"; exec sleep 60", true));
}

static void
with_a_guard_what_it_started_dies_too_wherever_that_went(void **state)
{
	(void)state;
	assert_true(ends_with_mote("sleep 60 & echo $! >\"$0\"; wait", true));
	assert_true(ends_with_mote(
	    "setsid sh -c 'trap \"\" HUP TERM USR1; echo $$ >\"$0\"; sleep 60; :' \"$0\" & wait",
	    true));
}

static void
a_guard_tells_how_the_command_ended(void **state)
{
	static const struct {
		const char *script;
		int status;
	} ends[] = {{"exit 0", 0}, {"exit 7", 7}, {"kill -9 $$", 128 + SIGKILL},
	    {"kill -TERM $PPID; exit 3", 3}, {"sleep 60 & (exit 0) & exit 4", 4}};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		const char *const arguments[] = {"sh", "-c", ends[i].script, NULL};
		const struct process_options options = {
		    .arguments = arguments, .own_session = true, .guard = true};
		struct error err = {0};
		int status = -1;

		assert_int_equal(process_run(&options, &status, &err), 0);
		assert_int_equal(status, ends[i].status);
	}
}

static int
refuse(void *context, struct error *err)
{
	return error_set(err, ERROR_REFUSED, "%s", (const char *)context);
}

static void
behind_a_guard_what_goes_wrong_before_exec_reaches_mote(void **state)
{
	const char *const arguments[] = {"true", NULL};
	struct process_options options = {.arguments = arguments,
	    .own_session = true,
	    .guard = true,
	    .before_exec = refuse,
	    .before_exec_context = (void *)(uintptr_t)"not today"};
	struct error err;
	int status = -1;

	(void)state;
	assert_int_equal(process_run(&options, &status, &err), -1);
	assert_string_equal(err.text, "not today");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_command_with_a_session_of_its_own_dies_with_mote),
	    cmocka_unit_test(with_a_guard_what_it_started_dies_too_wherever_that_went),
	    cmocka_unit_test(a_guard_tells_how_the_command_ended),
	    cmocka_unit_test(behind_a_guard_what_goes_wrong_before_exec_reaches_mote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
