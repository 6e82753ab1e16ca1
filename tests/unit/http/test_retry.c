#include "http/retry.h"

#include "base/attribute.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
only_what_may_be_better_later_is_tried_again(void **state)
{
	static const int worth[] = {408, 425, 429, 500, 502, 503, 504};
	static const int vain[] = {200, 201, 301, 400, 401, 403, 404, 405, 413, 416, 501, 505};
	struct http_response response = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(worth); i++) {
		response.status = worth[i];
		assert_true(retry_is_worth(&response));
	}
	for (i = 0; i < ARRAY_SIZE(vain); i++) {
		response.status = vain[i];
		assert_false(retry_is_worth(&response));
	}
	/* no answer: a certificate, then a cut */
	response.status = 0;
	assert_false(retry_is_worth(&response));
	response.transient = true;
	assert_true(retry_is_worth(&response));
}

static void
a_cut_in_the_middle_of_a_good_answer_is_tried_again(void **state)
{
	const struct http_response response = {.status = 200, .transient = true};

	(void)state;
	assert_true(retry_is_worth(&response));
}

static void
tries_come_to_an_end(void **state)
{
	const struct registry_access access = {
	    .retries = 3, .has_retries = true, .retry_delay = 0.001};
	const struct registry_access never = {.has_retries = true};
	const struct http_response response = {.status = 503};
	struct retry retry = retry_new(&access), none = retry_new(&never);
	struct error err = {0};
	unsigned count = 0;

	(void)state;
	while (retry_wait(&retry, &response, "why", &err) > 0)
		count++;
	assert_int_equal(count, 3);
	assert_int_equal(retry_wait(&none, &response, "why", &err), 0);
}

/* The registry's word goes before ours; a date that is past means now. */
static void
the_registry_says_how_long(void **state)
{
	const struct registry_access access = {.retry_delay = 50};
	const struct http_response now = {.status = 429, .retry_after = "0"};
	const struct http_response past = {
	    .status = 429, .retry_after = "Wed, 21 Oct 2015 07:28:00 GMT"};
	const struct http_response soon = {.status = 429, .retry_after = "1"};
	struct retry retry = retry_new(&access);
	double start = clock_seconds();
	struct error err = {0};

	(void)state;
	assert_int_equal(retry_wait(&retry, &now, "why", &err), 1);
	assert_int_equal(retry_wait(&retry, &past, "why", &err), 1);
	assert_true(clock_seconds() - start < 20);
	start = clock_seconds();
	assert_int_equal(retry_wait(&retry, &soon, "why", &err), 1);
	assert_true(clock_seconds() - start >= 0.9);
}

/* A registry that asks for an hour, or for ever, is asked again after a
 * minute. */
static void
nobody_waits_longer_than_a_minute(void **state)
{
	static const struct {
		const char *asked;
		double wait;
	} rows[] = {
	    {"59", 59},
	    {"60", 60},
	    {"61", 60},
	    {"86400", 60},
	    {"99999999999999999999999999", 60},
	    {"Fri, 31 Dec 2100 23:59:59 GMT", 60},
	    {"Wed, 21 Oct 2015 07:28:00 GMT", 0},
	};
	struct http_response response = {.status = 503};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct retry retry = retry_new(NULL);

		response.retry_after = rows[i].asked;
		assert_float_equal(retry_next_delay(&retry, &response), rows[i].wait, 0.001);
	}
}

/* A value that is neither seconds nor a date counts as absent. */
static void
the_delay_doubles_up_to_a_minute(void **state)
{
	static const double longest[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
	const struct registry_access access = {.retries = ARRAY_SIZE(longest), .has_retries = true};
	const struct http_response response = {.status = 503, .retry_after = "soon"};
	struct retry retry = retry_new(&access);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(longest); i++) {
		double delay = retry_next_delay(&retry, &response);

		assert_true(delay >= longest[i] / 2);
		assert_true(delay <= longest[i]);
	}
	assert_true(retry_next_delay(&retry, &response) < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_what_may_be_better_later_is_tried_again),
	    cmocka_unit_test(a_cut_in_the_middle_of_a_good_answer_is_tried_again),
	    cmocka_unit_test(tries_come_to_an_end),
	    cmocka_unit_test(the_registry_says_how_long),
	    cmocka_unit_test(nobody_waits_longer_than_a_minute),
	    cmocka_unit_test(the_delay_doubles_up_to_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
