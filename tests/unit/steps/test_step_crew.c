#include "steps/steps.h"

#include "base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A build folder, and a list of steps that are commands of a shell. */
struct step_test {
	struct arena arena;
	struct step_list list;
	char folder[64];
};

static int
setup(void **state)
{
	static struct step_test test;

	memset(&test, 0, sizeof(test));
	strncpy(test.folder, "/tmp/mote-crew-XXXXXX", sizeof(test.folder) - 1);
	assert_non_null(mkdtemp(test.folder));
	unsetenv("MAKEFLAGS");
	*state = &test;
	return 0;
}

static int
teardown(void **state)
{
	struct step_test *test = *state;
	struct error err;

	assert_int_equal(file_remove_tree(test->folder, &err), 0);
	arena_release(&test->arena);
	return 0;
}

static void
add(struct step_test *test, enum step_kind kind, const char *name, const char *script)
{
	struct text_list command = {0};

	text_list_add_words(&command, &test->arena, (const char *[]){"sh", "-c", script, NULL});
	step_list_add(&test->list,
	    &(struct step){kind, name, script, arena_printf(&test->arena, "%s.words", name)},
	    &command);
}

static char *
place(struct step_test *test, const char *name)
{
	return arena_printf(&test->arena, "%s/%s", test->folder, name);
}

/* The crew at work; its exit status. Its stderr is the file "said". */
static int
run(struct step_test *test)
{
	char *arguments[] = {"crew", STEP_CREW_OPTION, "list", NULL};
	struct error err;
	pid_t process;
	int status;

	assert_int_equal(file_write(place(test, "list"), test->list.text.bytes,
			     test->list.text.length, 0644, &err),
	    0);
	process = fork();
	assert_true(process >= 0);
	if (process == 0) {
		int said = open(place(test, "said"), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);

		_exit(said < 0 || dup2(said, STDERR_FILENO) < 0 || chdir(test->folder) != 0
			? 99
			: step_crew_main(3, arguments));
	}
	assert_int_equal(waitpid(process, &status, 0), process);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The file's text, "" where there is none. */
static const char *
text_of(struct step_test *test, const char *name)
{
	struct error ignored;
	struct text text;

	return file_read(&test->arena, place(test, name), 1 << 20, &text, &ignored) != 0
	    ? ""
	    : text_string(&text);
}

static void
the_words_of_each_step_are_kept_and_passed_on_in_one_piece(void **state)
{
	struct step_test *test = *state;

	step_list_begin(&test->list, &test->arena, test->folder, 2);
	add(test, STEP_FREE, "a", "echo one >&2; sleep 0.2; echo two >&2");
	add(test, STEP_FREE, "b", "echo three >&2; sleep 0.1; echo four >&2");
	assert_int_equal(run(test), STEPS_DONE);
	assert_string_equal(text_of(test, "a.words"), "one\ntwo\n");
	assert_string_equal(text_of(test, "said"), "three\nfour\none\ntwo\n");
	assert_string_equal(text_of(test, "steps"), "a\nb\n");
	assert_string_equal(text_of(test, "failed"), "");
}

static void
a_step_that_waits_begins_when_all_others_have_ended(void **state)
{
	struct step_test *test = *state;

	step_list_begin(&test->list, &test->arena, test->folder, 4);
	add(test, STEP_FREE, "a", "sleep 0.2; echo a >>order");
	add(test, STEP_FREE, "b", "sleep 0.1; echo b >>order");
	add(test, STEP_WAITS, "c", "echo c >>order");
	add(test, STEP_FREE, "d", "sleep 0.1; echo d >>order");
	assert_int_equal(run(test), STEPS_DONE);
	assert_string_equal(text_of(test, "order"), "b\na\nc\nd\n");
}

static void
there_are_never_more_processes_than_jobs(void **state)
{
	struct step_test *test = *state;

	step_list_begin(&test->list, &test->arena, test->folder, 1);
	add(test, STEP_FREE, "a", "echo + >>order; sleep 0.1; echo - >>order");
	add(test, STEP_FREE, "b", "echo + >>order; sleep 0.1; echo - >>order");
	assert_int_equal(run(test), STEPS_DONE);
	assert_string_equal(text_of(test, "order"), "+\n-\n+\n-\n");
}

static void
after_a_failure_no_step_begins_and_the_first_one_is_told(void **state)
{
	struct step_test *test = *state;

	step_list_begin(&test->list, &test->arena, test->folder, 1);
	add(test, STEP_FREE, "a", "exit 3");
	add(test, STEP_FREE, "b", "echo b >order");
	add(test, STEP_WAITS, "c", "echo c >order");
	assert_int_equal(run(test), STEPS_DONE);
	assert_string_equal(text_of(test, "failed"), "3 exit 3\n");
	assert_string_equal(text_of(test, "order"), "");
	assert_string_equal(text_of(test, "steps"), "a\n");
}

static void
a_signal_and_a_missing_program_are_statuses_as_of_a_shell(void **state)
{
	struct step_test *test = *state;
	struct text_list missing = {0};

	step_list_begin(&test->list, &test->arena, test->folder, 1);
	add(test, STEP_FREE, "a", "kill -9 $$");
	assert_int_equal(run(test), STEPS_DONE);
	assert_string_equal(text_of(test, "failed"), "137 kill -9 $$\n");
	assert_int_equal(unlink(place(test, "failed")), 0);
	step_list_begin(&test->list, &test->arena, test->folder, 1);
	text_list_add(&missing, &test->arena, "no-such-program");
	step_list_add(&test->list, &(struct step){STEP_FREE, "m", "m", "m.words"}, &missing);
	assert_int_equal(run(test), STEPS_DONE);
	assert_string_equal(text_of(test, "failed"), "127 m\n");
	assert_string_equal(
	    text_of(test, "m.words"), "no-such-program: No such file or directory\n");
}

static void
a_try_that_fails_is_told_only_by_the_status(void **state)
{
	struct step_test *test = *state;

	step_list_begin(&test->list, &test->arena, test->folder, 2);
	add(test, STEP_FREE, "a", "true");
	add(test, STEP_TRIES, "", "echo oh >&2; false");
	assert_int_equal(run(test), STEPS_MISSED);
	assert_string_equal(text_of(test, "failed"), "");
	assert_string_equal(text_of(test, "said"), "");
	assert_string_equal(text_of(test, "steps"), "a\n");
}

static void
tokens_of_the_jobserver_are_taken_and_all_given_back(void **state)
{
	struct step_test *test = *state;
	char tokens[8] = {0};
	int ends[2], i;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "xyz", 3), 3);
	setenv("MAKEFLAGS",
	    arena_printf(&test->arena, " -j4 --jobserver-auth=%d,%d", ends[0], ends[1]), 1);
	step_list_begin(&test->list, &test->arena, test->folder, 0);
	for (i = 0; i < 4; i++)
		add(test, STEP_FREE, arena_printf(&test->arena, "%d", i),
		    "echo + >>order; sleep 0.3; echo - >>order; echo $MAKEFLAGS >>flags");
	add(test, STEP_WAITS, "w", "true");
	assert_int_equal(run(test), STEPS_DONE);
	assert_string_equal(text_of(test, "order"), "+\n+\n+\n+\n-\n-\n-\n-\n");
	assert_string_equal(text_of(test, "flags"), "\n\n\n\n");
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(read(ends[0], tokens, sizeof(tokens)), 3);
	assert_non_null(strchr(tokens, 'x'));
	assert_non_null(strchr(tokens, 'y'));
	assert_non_null(strchr(tokens, 'z'));
	close(ends[0]);
	close(ends[1]);
}

static void
without_a_jobserver_there_is_one_job(void **state)
{
	struct step_test *test = *state;

	step_list_begin(&test->list, &test->arena, test->folder, 0);
	add(test, STEP_FREE, "a", "echo + >>order; sleep 0.1; echo - >>order");
	add(test, STEP_FREE, "b", "echo + >>order; echo - >>order");
	assert_int_equal(run(test), STEPS_DONE);
	assert_string_equal(text_of(test, "order"), "+\n-\n+\n-\n");
}

static void
a_list_that_is_not_there_is_the_crews_own_trouble(void **state)
{
	struct step_test *test = *state;
	char *arguments[] = {"crew", STEP_CREW_OPTION, "list", NULL};

	step_list_begin(&test->list, &test->arena, test->folder, 1);
	assert_false(step_crew_is_called(2, arguments));
	assert_int_equal(step_crew_main(2, arguments), 2);
	add(test, STEP_FREE, "a", "true");
	/* cut in the middle of a step: no memory beyond it is read */
	test->list.text.length -= 7;
	assert_true(run(test) == STEPS_DONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	    TEST(the_words_of_each_step_are_kept_and_passed_on_in_one_piece),
	    TEST(a_step_that_waits_begins_when_all_others_have_ended),
	    TEST(there_are_never_more_processes_than_jobs),
	    TEST(after_a_failure_no_step_begins_and_the_first_one_is_told),
	    TEST(a_signal_and_a_missing_program_are_statuses_as_of_a_shell),
	    TEST(a_try_that_fails_is_told_only_by_the_status),
	    TEST(tokens_of_the_jobserver_are_taken_and_all_given_back),
	    TEST(without_a_jobserver_there_is_one_job),
	    TEST(a_list_that_is_not_there_is_the_crews_own_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
