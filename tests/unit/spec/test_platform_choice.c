#include "spec/platform_choice.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
a_choice_may_be_of_any_system_processor_and_variant(void **state)
{
	static const char *const cases[][2] = {{"arm/v6", "linux/arm/v6"}, {"arm", "linux/arm/v7"},
	    {"linux/amd64/v3", "linux/amd64/v3"}, {"amd64/v1", "linux/amd64"},
	    {"arm64/v8", "linux/arm64"}, {"arm64/v8.2", "linux/arm64/v8.2"},
	    {"x86_64", "linux/amd64"}, {"aarch64-linux-musl", "linux/arm64"},
	    {"loong64", "linux/loong64"}, {"windows/amd64", "windows/amd64"},
	    {"mips64le", "linux/mips64le"}};
	static const char *const refused[] = {"", "/", "amd65", "linux", "linux/",
	    "linux/amd64/v3/x", "amd64/x", "linux//v7", "beos/386"};
	struct arena arena = {0};
	struct platform_choice choice;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(platform_choice_parse(&arena, cases[i][0], &choice, &err), 0);
		assert_string_equal(choice.name, cases[i][1]);
	}
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		assert_int_equal(platform_choice_parse(&arena, refused[i], &choice, &err), -1);
	arena_release(&arena);
}

static int
rank(const char *wanted, const char *os, const char *architecture, const char *variant)
{
	struct arena arena = {0};
	struct platform_choice choice;
	struct error err;
	int found;

	assert_int_equal(platform_choice_parse(&arena, wanted, &choice, &err), 0);
	found = platform_choice_rank(&choice, os, architecture, variant);
	arena_release(&arena);
	return found;
}

static void
what_runs_there_as_well_fits_worse_and_what_does_not_not_at_all(void **state)
{
	(void)state;
	assert_int_equal(rank("arm/v7", "linux", "arm", "v7"), 0);
	assert_int_equal(rank("arm/v7", "linux", "arm", NULL), 0);
	assert_true(rank("arm/v7", "linux", "arm", "v6") > 0);
	assert_true(rank("arm/v7", "linux", "arm", "v5") > rank("arm/v7", "linux", "arm", "v6"));
	assert_int_equal(rank("arm/v6", "linux", "arm", "v7"), -1);
	assert_int_equal(rank("amd64", "linux", "amd64", ""), 0);
	assert_int_equal(rank("amd64", "linux", "amd64", "v1"), 0);
	assert_int_equal(rank("amd64", "linux", "amd64", "v2"), -1);
	assert_true(
	    rank("amd64/v3", "linux", "amd64", NULL) > rank("amd64/v3", "linux", "amd64", "v2"));
	assert_true(rank("amd64/v3", "linux", "amd64", "v2") > 0);
	assert_int_equal(rank("arm64", "linux", "arm64", "v8"), 0);
	assert_true(rank("arm64/v9", "linux", "arm64", NULL) > 0);
	assert_int_equal(rank("arm64", "linux", "arm64", "v9"), -1);
	/* the order of other processors' variants is unknown, and no processor
	 * runs another one's programs */
	assert_int_equal(rank("riscv64", "linux", "riscv64", "v2"), -1);
	assert_int_equal(rank("arm64", "linux", "arm", "v7"), -1);
	assert_int_equal(rank("amd64", "windows", "amd64", NULL), -1);
	assert_int_equal(rank("amd64/v3", "linux", "amd64", "strange"), -1);
	assert_int_equal(rank("amd64", NULL, "amd64", NULL), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_choice_may_be_of_any_system_processor_and_variant),
	    cmocka_unit_test(what_runs_there_as_well_fits_worse_and_what_does_not_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
