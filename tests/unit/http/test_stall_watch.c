#include "http/stall_watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
what_moves_is_never_given_up(void **state)
{
	struct stall_watch watch = {.patience = 2};
	uint64_t second;

	(void)state;
	stall_watch_begin(&watch, 100);
	for (second = 1; second < 1000; second++)
		assert_false(
		    stall_watch_look(&watch, 100 + (double)second, second * STALL_SLOWEST));
}

static void
what_stands_still_is_given_up_in_time(void **state)
{
	struct stall_watch watch = {.patience = 3};

	(void)state;
	stall_watch_begin(&watch, 100);
	assert_false(stall_watch_look(&watch, 101, 0));
	assert_false(stall_watch_look(&watch, 102.5, 100000));
	assert_false(stall_watch_look(&watch, 105.4, 100000));
	assert_true(stall_watch_look(&watch, 105.5, 100000));
}

static void
what_drips_stands_still(void **state)
{
	struct stall_watch watch = {.patience = 60};
	uint64_t tick;

	(void)state;
	stall_watch_begin(&watch, 0);
	/* a byte each quarter of a second: many in all, few in each second */
	for (tick = 1; tick < 240; tick++)
		assert_false(stall_watch_look(&watch, (double)tick / 4, tick));
	assert_true(stall_watch_look(&watch, 60, tick));
}

static void
before_there_is_a_connection_nothing_stands_still(void **state)
{
	struct stall_watch watch = {.patience = 1};

	(void)state;
	assert_false(stall_watch_look(&watch, 1000, 0));
	stall_watch_begin(&watch, 1000);
	assert_false(stall_watch_look(&watch, 1000.5, 0));
	assert_true(stall_watch_look(&watch, 1001, 0));
}

/* curl sends a request once more by itself when a kept connection is gone, and
 * counts anew. */
static void
a_count_that_begins_again_is_no_movement(void **state)
{
	struct stall_watch watch = {.patience = 2};

	(void)state;
	stall_watch_begin(&watch, 0);
	assert_false(stall_watch_look(&watch, 0.5, 100000));
	stall_watch_begin(&watch, 1);
	assert_false(stall_watch_look(&watch, 1, 0));
	assert_false(stall_watch_look(&watch, 1.5, 70));
	assert_false(stall_watch_look(&watch, 3.4, 70));
	assert_true(stall_watch_look(&watch, 3.5, 70));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_moves_is_never_given_up),
	    cmocka_unit_test(what_stands_still_is_given_up_in_time),
	    cmocka_unit_test(what_drips_stands_still),
	    cmocka_unit_test(before_there_is_a_connection_nothing_stands_still),
	    cmocka_unit_test(a_count_that_begins_again_is_no_movement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
