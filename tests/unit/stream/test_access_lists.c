#include "stream/access_lists.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PIECE = 4096 };

static const uint64_t cost_of_9000 = (uint64_t)9000 * (1 + 9000 / 64);

static void
a_list_is_charged_wherever_pieces_are_cut(void **state)
{
	static const char record[] = "9000 SCHILY.acl.access=";
	size_t at, length = sizeof(record) - 1;

	(void)state;
	for (at = PIECE - 2 * length; at <= PIECE + length; at++) {
		struct access_lists lists = {.length = 0};
		char bytes[2 * PIECE] = "";
		uint64_t cost;

		memcpy(bytes + at, record, length);
		cost = access_lists_cost(&lists, bytes, PIECE);
		cost += access_lists_cost(&lists, bytes + PIECE, PIECE);
		/* a record that two pieces share may count twice */
		assert_true(cost == cost_of_9000 || cost == 2 * cost_of_9000);
	}
}

static void
other_bytes_cost_nothing_and_a_large_number_does_not_wrap(void **state)
{
	static const char *const texts[] = {"SCHILY.acl.access=", "9000 SCHILY.xattr.user.a=",
	    " SCHILY.acl.access=", "9000SCHILY.acl."};
	static const char large[] = "99999999999999999999999 SCHILY.acl.default=";
	struct access_lists lists;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		lists = (struct access_lists){.length = 0};
		assert_int_equal(access_lists_cost(&lists, texts[i], strlen(texts[i])), 0);
	}
	lists = (struct access_lists){.length = 0};
	assert_true(access_lists_cost(&lists, large, strlen(large)) > (uint64_t)1 << 40);
}

static void
a_list_of_solaris_is_a_member_of_its_own(void **state)
{
	struct access_lists lists = {.length = 0};
	char header[1024] = "";

	(void)state;
	snprintf(header + 512 + 124, 12, "%011o", 9000U);
	memcpy(header + 512 + 257, "ustar", 5);
	header[512 + 156] = '0';
	assert_int_equal(access_lists_cost(&lists, header, sizeof(header)), 0);
	header[512 + 156] = 'A';
	assert_true(access_lists_cost(&lists, header, sizeof(header)) == cost_of_9000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_is_charged_wherever_pieces_are_cut),
	    cmocka_unit_test(other_bytes_cost_nothing_and_a_large_number_does_not_wrap),
	    cmocka_unit_test(a_list_of_solaris_is_a_member_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
