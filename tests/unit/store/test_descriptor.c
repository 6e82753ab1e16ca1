#include "store/descriptor.h"

#include "base/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static int
parse(struct arena *arena, const char *text, struct descriptor *ret_descriptor, struct error *err)
{
	SCOPED(json) json_t *json = json_parse(text, strlen(text), "test", err);

	assert_non_null(json);
	return descriptor_from_json(arena, json, "test", ret_descriptor, err);
}

static void
a_descriptor_reads_back_as_it_was_written(void **state)
{
	static const char text[] =
	    "{\"mediaType\":\"" MEDIA_OCI_MANIFEST "\",\"digest\":\"sha256:" HEX "\",\"size\":3,"
	    "\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"},"
	    "\"annotations\":{\"b\":\"1\",\"a\":\"2\"}}";
	struct arena arena = {0};
	SCOPED(json) json_t *json = NULL;
	struct descriptor descriptor;
	struct error err;
	size_t size;

	(void)state;
	assert_int_equal(parse(&arena, text, &descriptor, &err), 0);
	assert_true(descriptor_is_manifest(&descriptor));
	assert_false(descriptor_is_index(&descriptor));
	json = descriptor_to_json(&descriptor);
	assert_string_equal(json_bytes(&arena, json, &size), text);
	arena_release(&arena);
}

static void
what_lacks_a_part_or_has_a_strange_one_is_refused(void **state)
{
	static const char *const texts[] = {
	    "[]",
	    "{}",
	    "{\"digest\":\"sha256:" HEX "\",\"size\":3}",
	    "{\"mediaType\":\"a\",\"size\":3}",
	    "{\"mediaType\":\"a\",\"digest\":\"sha256:" HEX "\"}",
	    "{\"mediaType\":\"a\",\"digest\":\"sha256:" HEX "\",\"size\":-1}",
	    "{\"mediaType\":\"a\",\"digest\":\"sha256:" HEX "\",\"size\":\"3\"}",
	    "{\"mediaType\":\"a\",\"digest\":\"sha256:../../../etc/passwd\",\"size\":3}",
	    "{\"mediaType\":\"a\",\"digest\":\"sha512:" HEX "\",\"size\":3}",
	    "{\"mediaType\":1,\"digest\":\"sha256:" HEX "\",\"size\":3}",
	};
	struct arena arena = {0};
	struct descriptor descriptor;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_int_equal(parse(&arena, texts[i], &descriptor, &err), -1);
		assert_memory_equal(err.text, "test: ", 6);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_descriptor_reads_back_as_it_was_written),
	    cmocka_unit_test(what_lacks_a_part_or_has_a_strange_one_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
