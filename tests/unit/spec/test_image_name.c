#include "spec/image_name.h"

#include "base/attribute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* full, and what people write */
static const char *const names[][3] = {
    {"docker.io/library/hello:v1", "hello", "v1"},
    {"docker.io/team/hello:v1", "team/hello", "v1"},
    {"quay.io/team/hello:v1", "quay.io/team/hello", "v1"},
    {"localhost:5000/hello:v1", "localhost:5000/hello", "v1"},
    {"localhost/hello:latest", "localhost/hello", "latest"},
};

static void
a_name_is_written_in_full_and_cut_again(void **state)
{
	struct arena arena = {0};
	const char *name, *tag;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		assert_string_equal(image_name_full(&arena, names[i][1], names[i][2]), names[i][0]);
		image_name_split(&arena, names[i][0], &name, &tag);
		assert_string_equal(name, names[i][1]);
		assert_string_equal(tag, names[i][2]);
	}
	arena_release(&arena);
}

static void
a_name_without_a_tag_is_latest_and_a_port_is_no_tag(void **state)
{
	struct arena arena = {0};
	const char *name, *tag;

	(void)state;
	image_name_split(&arena, "localhost:5000/hello", &name, &tag);
	assert_string_equal(name, "localhost:5000/hello");
	assert_string_equal(tag, "latest");
	arena_release(&arena);
}

static void
short_and_full_names_of_one_image_are_the_same(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_true(image_name_same(&arena, "hello", "docker.io/library/hello:latest"));
	assert_true(image_name_same(&arena, "docker.io/a/b:1", "a/b:1"));
	assert_false(image_name_same(&arena, "a/b:1", "a/b:2"));
	assert_false(image_name_same(&arena, "a/b:1", "quay.io/a/b:1"));
	arena_release(&arena);
}

static void
a_repository_is_written_in_full(void **state)
{
	static const char *const cases[][2] = {{"hello", "docker.io/library/hello"},
	    {"a/b", "docker.io/a/b"}, {"docker.io/a", "docker.io/library/a"},
	    {"index.docker.io/a/b", "docker.io/a/b"}, {"localhost/a", "localhost/a"},
	    {"local/a", "docker.io/local/a"}, {"a:1/b", "a:1/b"}, {"[::1]/b", "[::1]/b"}};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(image_name_repository(&arena, cases[i][0]), cases[i][1]);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_repository_is_written_in_full),
	    cmocka_unit_test(a_name_is_written_in_full_and_cut_again),
	    cmocka_unit_test(a_name_without_a_tag_is_latest_and_a_port_is_no_tag),
	    cmocka_unit_test(short_and_full_names_of_one_image_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
