#include "sandbox/build_crew.h"

#include "base/text.h"
#include "sandbox/jobserver.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct result {
	struct text_list words;
	pid_t process;
	const char *flags;
	bool offered; /* its commands can reach the jobserver */
};

static int
leave_words(void *context, size_t index, struct build_outcome *outcome, struct error *err)
{
	struct result *result = outcome->result;
	const char *flags = getenv("MAKEFLAGS");
	size_t i;

	(void)context;
	if (index == 1)
		return error_set(err, ERROR_REFUSED, "build %zu is refused", index);
	if (index == 2)
		raise(SIGKILL);
	for (i = 0; i < 1000; i++)
		text_list_add(&result->words, &outcome->arena,
		    arena_printf(&outcome->arena, "%zu of %zu", i, index));
	result->process = getpid();
	result->offered = jobserver_offered(&outcome->arena);
	result->flags = arena_strdup(&outcome->arena, flags == NULL ? "" : flags);
	return 0;
}

static void
results_come_back_and_one_failure_is_its_own(void **state)
{
	struct arena arena = {0};
	struct build_crew crew = {
	    .run = leave_words, .count = 5, .jobs = 2, .result_size = sizeof(struct result)};
	const struct result *first, *last;

	(void)state;
	unsetenv("MAKEFLAGS");
	build_crew_run(&arena, &crew);
	first = crew.outcomes[0].result;
	last = crew.outcomes[4].result;
	assert_true(crew.outcomes[0].ok && crew.outcomes[3].ok && crew.outcomes[4].ok);
	assert_int_equal(first->words.count, 1000);
	assert_string_equal(last->words.items[999], "999 of 4");
	assert_int_not_equal(first->process, getpid());
	assert_int_not_equal(first->process, last->process);
	assert_non_null(strstr(first->flags, "--jobserver-auth="));
	assert_true(first->offered && last->offered);
	assert_false(crew.outcomes[1].ok);
	assert_int_equal(crew.outcomes[1].err.kind, ERROR_REFUSED);
	assert_string_equal(crew.outcomes[1].err.text, "build 1 is refused");
	assert_false(crew.outcomes[2].ok);
	assert_string_equal(crew.outcomes[2].err.text, "the build was killed");
	arena_release(&arena);
}

static void
one_build_runs_here(void **state)
{
	struct arena arena = {0};
	struct build_crew crew = {
	    .run = leave_words, .count = 1, .jobs = 2, .result_size = sizeof(struct result)};

	(void)state;
	build_crew_run(&arena, &crew);
	assert_true(crew.outcomes[0].ok);
	assert_int_equal(((struct result *)crew.outcomes[0].result)->process, getpid());
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(results_come_back_and_one_failure_is_its_own),
	    cmocka_unit_test(one_build_runs_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
