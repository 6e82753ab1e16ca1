#include "toolchain/packages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
rows_with_a_use_are_read(void **state UNUSED)
{
	struct arena arena = {0};
	const struct package_list list = packages_read(&arena);
	const struct package *linker = NULL;
	size_t i;

	for (i = 0; i < list.count; i++) {
		const struct package *package = &list.items[i];

		assert_string_not_equal(package->group, "");
		assert_string_not_equal(package->name, "");
		assert_null(strchr(package->command, ' '));
		assert_string_not_equal(package->use, "");
		if (strcmp(package->command, "ld.lld-19") == 0)
			linker = package;
	}
	assert_non_null(linker);
	assert_string_equal(linker->group, "toolchain");
	assert_string_equal(linker->name, "lld-19");
	assert_string_equal(linker->use, "makes the compiler");
	arena_release(&arena);
}

static void
a_use_may_have_several_words(void **state UNUSED)
{
	struct arena arena = {0};
	const struct package_list list = packages_read(&arena);

	assert_string_equal(list.items[0].command, "clang-19");
	assert_string_equal(list.items[2].use, "makes the compiler");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_with_a_use_are_read),
	    cmocka_unit_test(a_use_may_have_several_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
