#include "toolchain/target.h"

#include "base/template.h"
#include "base/text.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
platforms_and_targets_say_the_same(void **state UNUSED)
{
	const struct platform *const *platform;
	struct arena arena = {0};

	for (platform = platform_all(); *platform != NULL; platform++) {
		assert_string_equal(target_value(&arena, *platform, "platform"), (*platform)->name);
		assert_string_equal(target_value(&arena, *platform, "triple"), (*platform)->triple);
		assert_string_equal(target_value(&arena, *platform, "endian"),
		    (*platform)->elf_data == ELFDATA2MSB ? "big" : "little");
		assert_string_not_equal(target_value(&arena, *platform, "machine"), "");
	}
	arena_release(&arena);
}

static void
each_target_has_a_platform(void **state UNUSED)
{
	const struct platform *const *platform = platform_all();
	const struct template *template;
	size_t files = 0, platforms = 0;

	for (template = templates; template->name != NULL; template ++)
		files += text_starts_with(template->name, "toolchain/targets/");
	while (platform[platforms] != NULL)
		platforms++;
	assert_int_equal(files, platforms);
}

static void
a_variable_that_is_not_set_is_empty(void **state UNUSED)
{
	struct arena arena = {0};

	assert_string_equal(target_value(&arena, platform_host(), "nothing"), "");
	/* the end of another name is not this name */
	assert_string_equal(target_value(&arena, platform_host(), "iple"), "");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(platforms_and_targets_say_the_same),
	    cmocka_unit_test(each_target_has_a_platform),
	    cmocka_unit_test(a_variable_that_is_not_set_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
