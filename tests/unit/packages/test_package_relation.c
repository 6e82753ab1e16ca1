#include "packages/package_relation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
a_field_is_cut_into_its_relations(void **state)
{
	struct package_relations all;
	struct arena arena = {0};
	struct error err;

	(void)state;
	assert_int_equal(package_relations_parse(&arena,
			     "m4 (>=1.4) ,gcc:amd64|c-compiler ,\n perl:any (<< 6~)", &all, &err),
	    0);
	assert_int_equal(all.count, 4);
	assert_string_equal(package_relation_print(&arena, &all.items[0]), "m4 (>= 1.4)");
	assert_false(all.items[0].or_next);
	assert_string_equal(all.items[1].name, "gcc");
	assert_string_equal(all.items[1].processor, "amd64");
	assert_true(all.items[1].or_next);
	assert_string_equal(package_relation_print(&arena, &all.items[2]), "c-compiler");
	assert_string_equal(package_relation_print(&arena, &all.items[3]), "perl (<< 6~)");
	assert_int_equal(package_relations_parse(&arena, NULL, &all, &err), 0);
	assert_int_equal(all.count, 0);
	assert_int_equal(package_relations_parse(&arena, " ", &all, &err), 0);
	assert_int_equal(all.count, 0);
	arena_release(&arena);
}

static void
what_is_no_relation_is_refused(void **state)
{
	static const char *const bad[] = {"a", ",", "ab |", "ab (1)", "ab (= )", "ab (= 1",
	    "ab (~ 1)", "ab cd", "| ab", "ab, , cd", "Ab", "ab (>> 1) (<< 2)", "ab <!x>",
	    "ab (=> 1)"};
	struct package_relations all;
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (package_relations_parse(&arena, bad[i], &all, &err) == 0)
			fail_msg("taken: %s", bad[i]);
	arena_release(&arena);
}

static void
each_sign_fits_its_versions(void **state)
{
	static const struct {
		const char *sign;
		bool below, same, above;
	} rows[] = {{"<<", true, false, false}, {"<=", true, true, false},
	    {"=", false, true, false}, {">=", false, true, true}, {">>", false, false, true}};
	struct package_relations all;
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(package_relations_parse(&arena,
				     arena_printf(&arena, "ab (%s 1.5)", rows[i].sign), &all, &err),
		    0);
		assert_int_equal(package_relation_fits(all.items, "1.5~"), rows[i].below);
		assert_int_equal(package_relation_fits(all.items, "1.5"), rows[i].same);
		assert_int_equal(package_relation_fits(all.items, "1:0"), rows[i].above);
		assert_false(package_relation_fits(all.items, NULL));
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_field_is_cut_into_its_relations),
	    cmocka_unit_test(what_is_no_relation_is_refused),
	    cmocka_unit_test(each_sign_fits_its_versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
