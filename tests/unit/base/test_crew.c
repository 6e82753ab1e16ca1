#include "base/crew.h"

#include "base/attribute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { TASKS = 500 };

struct work {
	atomic_uint done[TASKS];
	atomic_uint all;
	size_t fails_from;
};

static int
do_one(void *context, size_t number, struct error *err)
{
	struct work *work = context;

	work->done[number]++;
	work->all++;
	return number >= work->fails_from ? error_set(err, ERROR_FAILED, "task %zu", number) : 0;
}

static void
each_task_is_done_once_whatever_the_threads(void **state)
{
	static const unsigned threads[] = {1, 2, 7, 100};
	struct error err;
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		struct work work = {.fails_from = TASKS};
		const struct crew crew = {threads[i], TASKS, do_one, &work};

		assert_int_equal(crew_run(&crew, &err), 0);
		for (j = 0; j < TASKS; j++)
			assert_int_equal(work.done[j], 1);
	}
}

static void
nothing_to_do_is_done(void **state)
{
	const struct crew crew = {4, 0, do_one, NULL};
	struct error err;

	(void)state;
	assert_int_equal(crew_run(&crew, &err), 0);
}

/* Which tasks run beside the first that fails nobody knows; its error is what
 * comes out all the same. */
static void
the_lowest_failure_is_the_error_and_ends_the_rest(void **state)
{
	struct work work = {.fails_from = 20};
	const struct crew crew = {4, TASKS, do_one, &work};
	struct error err;

	(void)state;
	assert_int_equal(crew_run(&crew, &err), -1);
	assert_string_equal(err.text, "task 20");
	assert_true(work.all < TASKS / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_task_is_done_once_whatever_the_threads),
	    cmocka_unit_test(nothing_to_do_is_done),
	    cmocka_unit_test(the_lowest_failure_is_the_error_and_ends_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
