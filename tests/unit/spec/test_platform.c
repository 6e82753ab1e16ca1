#include "spec/platform.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
every_name_the_world_has_leads_to_its_platform(void **state)
{
	static const char *const cases[][2] = {{"linux/amd64", "linux/amd64"},
	    {"amd64", "linux/amd64"}, {"x86_64", "linux/amd64"}, {"x86-64", "linux/amd64"},
	    {"X86_64", "linux/amd64"}, {"x86_64-linux-musl", "linux/amd64"},
	    {"x86_64-linux-gnu", "linux/amd64"}, {"x86_64-pc-linux-gnu", "linux/amd64"},
	    {"x86_64-unknown-linux-musl", "linux/amd64"}, {"Linux/ARM64", "linux/arm64"},
	    {"linux/arm64/v8", "linux/arm64"}, {"aarch64", "linux/arm64"},
	    {"aarch64-linux-gnu", "linux/arm64"}, {"linux/arm/v7", "linux/arm/v7"},
	    {"linux/arm", "linux/arm/v7"}, {"armhf", "linux/arm/v7"}, {"armv7", "linux/arm/v7"},
	    {"armv7l", "linux/arm/v7"}, {"armv7-linux-gnueabihf", "linux/arm/v7"},
	    {"arm-linux-musleabihf", "linux/arm/v7"}, {"linux/386", "linux/386"},
	    {"i386", "linux/386"}, {"i686", "linux/386"}, {"i686-linux-gnu", "linux/386"},
	    {"riscv64", "linux/riscv64"}, {"riscv64gc-unknown-linux-gnu", "linux/riscv64"},
	    {"ppc64el", "linux/ppc64le"}, {"powerpc64le-linux-gnu", "linux/ppc64le"},
	    {"linux/ppc64le", "linux/ppc64le"}, {"s390x", "linux/s390x"}};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct platform *platform = platform_parse(cases[i][0], &err);

		if (platform == NULL)
			fail_msg("%s", err.text);
		assert_string_equal(platform->name, cases[i][1]);
	}
}

static void
each_platform_is_found_by_its_own_fields(void **state)
{
	const struct platform *const *all = platform_all();
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; all[i] != NULL; i++) {
		assert_ptr_equal(platform_parse(all[i]->name, &err), all[i]);
		assert_ptr_equal(platform_parse(all[i]->target, &err), all[i]);
		assert_ptr_equal(platform_parse(all[i]->triple, &err), all[i]);
		assert_ptr_equal(platform_of_oci(all[i]->architecture, all[i]->variant), all[i]);
		assert_ptr_equal(
		    platform_of_elf(all[i]->elf_machine, all[i]->elf_class, all[i]->elf_data),
		    all[i]);
	}
	assert_int_equal(i, 7);
}

static void
variants_that_say_nothing_new_are_understood(void **state)
{
	(void)state;
	assert_string_equal(platform_of_oci("arm64", "v8")->name, "linux/arm64");
	assert_string_equal(platform_of_oci("arm", "")->name, "linux/arm/v7");
	assert_null(platform_of_oci("arm", "v5"));
	assert_null(platform_of_oci("amd64", "v3"));
	assert_null(platform_of_oci("mips", NULL));
	assert_null(platform_of_elf(EM_X86_64, ELFCLASS32, ELFDATA2LSB));
	assert_null(platform_of_elf(EM_PPC64, ELFCLASS64, ELFDATA2MSB));
	assert_non_null(platform_host());
}

static void
an_unknown_platform_names_the_nearest(void **state)
{
	struct error err;

	(void)state;
	assert_null(platform_parse("linux/amd46", &err));
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_string_equal(
	    err.text, "unknown platform \"linux/amd46\"; did you mean \"linux/amd64\"?");
	assert_null(platform_parse("windows/amd64", &err));
	assert_null(platform_parse("", &err));
	assert_null(platform_parse("linux/", &err));
	assert_null(platform_parse("linux/arm/v6", &err));
	assert_string_equal(
	    err.text, "unknown platform \"linux/arm/v6\"; did you mean \"linux/arm/v7\"?");
	assert_null(platform_parse("plan9", &err));
	assert_string_equal(err.text,
	    "unknown platform \"plan9\"; mote knows linux/amd64, linux/arm64, linux/arm/v7, "
	    "linux/386, linux/riscv64, linux/ppc64le and linux/s390x");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_name_the_world_has_leads_to_its_platform),
	    cmocka_unit_test(each_platform_is_found_by_its_own_fields),
	    cmocka_unit_test(variants_that_say_nothing_new_are_understood),
	    cmocka_unit_test(an_unknown_platform_names_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
