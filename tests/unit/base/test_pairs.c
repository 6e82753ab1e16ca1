#include "base/pairs.h"

#include "base/json.h"
#include "base/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
pairs_keep_their_order_and_replace_equal_keys(void **state)
{
	struct arena arena = {0};
	struct pairs pairs = {0};

	(void)state;
	pairs_set(&pairs, &arena, "b", "1");
	pairs_set(&pairs, &arena, "a", "2");
	pairs_set(&pairs, &arena, "b", "3");
	assert_int_equal(pairs.count, 2);
	assert_string_equal(pairs.items[0].key, "b");
	assert_string_equal(pairs_get(&pairs, "b"), "3");
	assert_null(pairs_get(&pairs, "c"));
	arena_release(&arena);
}

static void
json_keeps_the_order_and_skips_what_is_no_text(void **state)
{
	static const char text[] = "{\"b\":\"1\",\"n\":2,\"a\":\"3\",\"l\":[]}";
	struct arena arena = {0};
	struct pairs pairs = {0};
	struct error err;
	SCOPED(json) json_t *json = json_parse(text, strlen(text), "text", &err), *back = NULL;
	size_t size;

	(void)state;
	assert_non_null(json);
	pairs_from_json(&arena, json, &pairs);
	assert_int_equal(pairs.count, 2);
	assert_string_equal(pairs_get(&pairs, "a"), "3");
	back = pairs_to_json(&pairs);
	assert_string_equal(json_bytes(&arena, back, &size), "{\"b\":\"1\",\"a\":\"3\"}");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pairs_keep_their_order_and_replace_equal_keys),
	    cmocka_unit_test(json_keeps_the_order_and_skips_what_is_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
