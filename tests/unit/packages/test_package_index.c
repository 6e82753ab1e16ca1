#include "packages/package_index.h"

#include "index_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
packages_are_found_by_name_the_highest_version_first(void **state)
{
	struct arena arena = {0};
	struct package_index index;
	const struct package_entry *entry;
	struct error err;

	(void)state;
	assert_int_equal(
	    sample_parse(&arena,
		sample_text(&arena, "m4 1.4\nDepends: libc6\nflex 2\nm4 1.10\nm4 1.9\nm5 1\n"),
		&index, &err),
	    0);
	entry = package_index_find(&index, "m4");
	assert_string_equal(entry->version, "1.10");
	entry = package_index_next(&index, entry);
	assert_string_equal(entry->version, "1.9");
	entry = package_index_next(&index, entry);
	assert_string_equal(entry->version, "1.4");
	assert_string_equal(entry->depends, "libc6");
	assert_string_equal(entry->path, "pool/m4.deb");
	assert_int_equal(entry->size, 10);
	assert_null(package_index_next(&index, entry));
	assert_null(package_index_find(&index, "m"));
	assert_null(package_index_find(&index, "zz"));
	arena_release(&arena);
}

static void
virtual_names_have_their_providers_by_name(void **state)
{
	struct arena arena = {0};
	struct package_index index;
	const struct package_provider *provider;
	struct error err;

	(void)state;
	assert_int_equal(sample_parse(&arena,
			     sample_text(&arena,
				 "mawk 1\nProvides: awk\ngawk 1\nProvides: awk (= 5), gnu-awk\n"),
			     &index, &err),
	    0);
	provider = package_index_provider(&index, "awk");
	assert_string_equal(provider->entry->name, "gawk");
	assert_string_equal(provider->version, "5");
	provider = package_index_next_provider(&index, provider);
	assert_string_equal(provider->entry->name, "mawk");
	assert_null(provider->version);
	assert_null(package_index_next_provider(&index, provider));
	assert_null(package_index_provider(&index, "mawk"));
	arena_release(&arena);
}

static void
a_field_may_go_on_in_the_next_line(void **state)
{
	struct arena arena = {0};
	struct package_index index;
	struct error err;
	char *text = arena_printf(&arena, "%s b,\n\tc\nDescription: x\n .\n y: z\n",
	    sample_text(&arena, "ab 1\nDepends: x,\n"));

	(void)state;
	assert_int_equal(sample_parse(&arena, text, &index, &err), 0);
	assert_string_equal(package_index_find(&index, "ab")->depends, "x,\n b,\n\tc");
	arena_release(&arena);
}

static void
a_damaged_index_is_refused_with_its_line(void **state)
{
	static const char *const good = "Package: ab\nVersion: 1\nArchitecture: arm64\nSize: 1\n"
					"SHA256: " SHA "\nFilename: pool/a.deb\n";
	static const struct {
		const char *from, *to, *words;
	} cases[] = {
	    {"Package: ab", "Package: ../b", "Packages:1: \"../b\" is no name"},
	    {"Package: ab\n", "", "Packages:1: a package has no \"Package:\""},
	    {"Version: 1", "Version: x", "Packages:1: the version \"x\""},
	    {"arm64", "amd64", "Packages:1: \"ab\" is for \"amd64\""},
	    {"Size: 1", "Size: 1k", "Packages:1: the Size"},
	    {"Size: 1", "Size: 99999999999", "Packages:1: the Size"},
	    {"pool/a", "pool/../a", "Packages:1: the Filename"},
	    {"pool/a", "/etc/a", "Packages:1: the Filename"},
	    {"Filename", "SHA256: 0\nFilename", "Packages:6: \"SHA256:\" stands twice"},
	    {"Version: 1", "Version 1", "Packages:2: a line has no \":\""},
	    {"Filename", "Provides: (= 1)\nFilename", "Packages: Provides of \"ab\""},
	};
	struct arena arena = {0};
	struct package_index index;
	struct error err;
	size_t i;

	(void)state;
	assert_int_equal(sample_parse(&arena, good, &index, &err), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *at = strstr(good, cases[i].from);
		char *text = arena_printf(&arena, "%.*s%s%s", (int)(at - good), good, cases[i].to,
		    at + strlen(cases[i].from));

		assert_int_equal(sample_parse(&arena, text, &index, &err), -1);
		if (strstr(err.text, cases[i].words) != err.text)
			fail_msg("%s, and not %s", err.text, cases[i].words);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(packages_are_found_by_name_the_highest_version_first),
	    cmocka_unit_test(virtual_names_have_their_providers_by_name),
	    cmocka_unit_test(a_field_may_go_on_in_the_next_line),
	    cmocka_unit_test(a_damaged_index_is_refused_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
