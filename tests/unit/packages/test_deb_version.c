#include "packages/deb_version.h"

#include "base/attribute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The order is that of `dpkg --compare-versions`. */
static const char *const rising[] = {"0~~", "0~", "0", "1.0~~a", "1.0~rc1", "1.0-0~1", "1.0",
    "1.0-1", "1.0-1+b1", "1.0-1+deb12u1", "1.0-1.1", "1.0-2", "1.0-10", "1.0a", "1.0b", "1.0+",
    "1.0+b1", "1.0-a-1", "1.0.1", "1.2", "1.10", "9", "0:10", "1:0.1", "2:0", "10:0"};

static void
versions_rise_as_dpkg_says(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rising); i++)
		for (k = 0; k < ARRAY_SIZE(rising); k++) {
			int order = deb_version_compare(rising[i], rising[k]);

			if ((i < k && order >= 0) || (i > k && order <= 0) ||
			    (i == k && order != 0))
				fail_msg("%s and %s: %d", rising[i], rising[k], order);
		}
}

static void
different_texts_may_be_the_same_version(void **state)
{
	static const char *const same[][2] = {{"1.0", "1.00"}, {"0:1", "1"}, {"1-0", "1"},
	    {"1.0-", "1.0"}, {"0001-01", "1-1"}, {"1.", "1.0"}, {"1.00002", "1.2"}};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(same); i++)
		if (deb_version_compare(same[i][0], same[i][1]) != 0)
			fail_msg("%s and %s differ", same[i][0], same[i][1]);
}

static void
only_plain_versions_are_accepted(void **state)
{
	static const char *const good[] = {"0", "1:2.40-1.1+deb12u1", "5.36.0~rc1-7A"};
	static const char *const bad[] = {"", "a1", "-1", "1 2", "1/2", "1\n", "1_2", "\xc3\xa4"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(deb_version_is(good[i]));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(deb_version_is(bad[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(versions_rise_as_dpkg_says),
	    cmocka_unit_test(different_texts_may_be_the_same_version),
	    cmocka_unit_test(only_plain_versions_are_accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
