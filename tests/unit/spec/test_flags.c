#include "spec/flags.h"

#include "spec/spec_flags.h"
#include "stream/compressor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int
parse(struct arena *arena, struct spec *spec, const char *const *arguments,
    struct flag_result *result, struct error *err)
{
	struct flag_group groups[] = {spec_flags(arena, GROUP_BUILD, spec),
	    spec_flags(arena, GROUP_IMAGE, spec), spec_flags(arena, GROUP_OUTPUT, spec)};
	struct flag_input input = {.verb = "mote build", .groups = groups, .group_count = 3};

	return flags_parse(arena, &input, arguments, result, err);
}

static void
values_stand_behind_the_flag_or_behind_a_sign(void **state)
{
	static const char *const arguments[] = {"--name", "a", "one", "--user=5", "-w", "/x",
	    "-ek=v", "-t1", "-t", "2", "--", "--not-a-flag", "-x", NULL};
	struct arena arena = {0};
	struct spec spec = {0};
	struct flag_result result;
	struct error err;

	(void)state;
	assert_int_equal(parse(&arena, &spec, arguments, &result, &err), 0);
	assert_string_equal(spec.name, "a");
	assert_string_equal(spec.image.user, "5:5");
	assert_string_equal(spec.image.workdir, "/x");
	assert_string_equal(pairs_get(&spec.image.env, "k"), "v");
	assert_int_equal(spec.tags.count, 2);
	assert_int_equal(result.operand_count, 3);
	assert_string_equal(result.operands[0], "one");
	assert_string_equal(result.operands[1], "--not-a-flag");
	assert_null(result.operands[3]);
	assert_false(result.help);
	arena_release(&arena);
}

static void
lists_grow_with_each_use(void **state)
{
	static const char *const arguments[] = {"--digest-file=d", "--metadata-file=m", "--static",
	    "--source=a.c", "--source", "b.c", "--cflags=-O1 -g", "--cflags=-DX", "--platform=all",
	    "--malloc=jemalloc", "--stack=1MiB", "--libc-extras", "--isolation=none",
	    "--with=tmp,tz=Europe/Berlin,UTC,passwd", "--entrypoint=/a", "--entrypoint=-b c",
	    "--volume=/v", "--path=/p", NULL};
	struct arena arena = {0};
	struct spec spec = {0};
	struct flag_result result;
	struct error err;

	(void)state;
	assert_int_equal(parse(&arena, &spec, arguments, &result, &err), 0);
	assert_string_equal(spec.digest_file, "d");
	assert_string_equal(spec.metadata_file, "m");
	assert_int_equal(spec.build.link, LINK_STATIC);
	assert_int_equal(spec.build.sources.count, 2);
	assert_int_equal(spec.build.cflags.count, 3);
	assert_int_equal(spec.platform_count, 7);
	assert_int_equal(spec.build.malloc, MALLOC_JEMALLOC);
	assert_int_equal(spec.build.stack, 1 << 20);
	assert_int_equal(spec.build.libc_extras, WISH_YES);
	assert_int_equal(spec.build.isolation, ISOLATION_NONE);
	assert_int_equal(spec.with.zones.count, 2);
	assert_true(spec.with.tz && spec.with.passwd && spec.with.tmp && !spec.with.certs);
	assert_string_equal(spec.image.entrypoint.items[1], "-b c");
	arena_release(&arena);
}

static void
a_files_flag_parts_at_the_last_absolute_path(void **state)
{
	static const char *const arguments[] = {"--file=a:b:/c", "--file=/x:/y/:0600", NULL};
	struct arena arena = {0};
	struct spec spec = {0};
	struct flag_result result;
	struct error err;
	char folder[4096];

	(void)state;
	assert_int_equal(parse(&arena, &spec, arguments, &result, &err), 0);
	assert_non_null(getcwd(folder, sizeof(folder)));
	assert_int_equal(spec.files.count, 2);
	assert_string_equal(spec.files.items[0].from, arena_printf(&arena, "%s/a:b", folder));
	assert_string_equal(spec.files.items[0].to, "/c");
	assert_int_equal(spec.files.items[0].mode, -1);
	assert_string_equal(spec.files.items[0].place, "--file");
	assert_string_equal(spec.files.items[1].from, "/x");
	assert_string_equal(spec.files.items[1].to, "/y/");
	assert_int_equal(spec.files.items[1].mode, 0600);
	arena_release(&arena);
}

static void
a_wrong_flag_is_named_with_the_remedy(void **state)
{
	static const char *const cases[][3] = {
	    {"--nmae", "x", "unknown flag \"--nmae\"; did you mean \"--name\"?"},
	    {"--zzzzzzzz", NULL, "unknown flag \"--zzzzzzzz\"; \"mote build --help\" lists them"},
	    {"-Z", NULL, "unknown flag \"-Z\"; \"mote build --help\" lists them"},
	    {"--name", NULL, "\"--name\" needs a value: NAME"},
	    {"-o", NULL, "\"--output\" needs a value: IMAGE"},
	    {"--static=yes", NULL, "\"--static\" takes no value"},
	    {"--env", "A", "--env \"A\" has no \"=\"; write KEY=VALUE"},
	    {"--label", "=x", "label with an empty name"},
	    {"--file", "a", "--file \"a\" is not FROM:TO[:MODE], where TO begins with \"/\""},
	    {"--file", ":/a", "--file \":/a\" is not FROM:TO[:MODE], where TO begins with \"/\""},
	    {"--file", "a:/b:9", "--file: mode \"9\" is no octal mode; write it as 0644 or 0755"},
	    {"--file", "a:/../b", "--file: to \"/../b\" has a \"..\"; write the path without"},
	};
	struct arena arena = {0};
	struct flag_result result;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *const arguments[] = {cases[i][0], cases[i][1], NULL};
		struct spec spec = {0};

		assert_int_equal(parse(&arena, &spec, arguments, &result, &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_string_equal(err.text, cases[i][2]);
	}
	arena_release(&arena);
}

static void
the_environment_fills_only_what_is_absent(void **state)
{
	static const char *const arguments[] = {"--compression=none", NULL};
	struct arena arena = {0};
	struct spec spec = {0}, bad = {0};
	struct flag_result result;
	struct error err;

	(void)state;
	setenv("MOTE_PLATFORMS", "arm64, amd64 s390x", 1);
	assert_int_equal(parse(&arena, &spec, arguments, &result, &err), 0);
	assert_int_equal(spec_environment(&arena, &spec, &err), -1);
	setenv("MOTE_PLATFORMS", "arm64,amd64 s390x", 1);
	setenv("MOTE_OUTPUT", "oci:a archive:b.tar", 1);
	setenv("MOTE_ISOLATION", "landlock", 1);
	setenv("MOTE_COMPRESSION", "zstd:3", 1);
	spec.platform_count = 0;
	assert_int_equal(spec_environment(&arena, &spec, &err), 0);
	assert_int_equal(spec.platform_count, 3);
	assert_int_equal(spec.output_count, 2);
	assert_int_equal(spec.build.isolation, ISOLATION_LANDLOCK);
	assert_ptr_equal(spec.compression, compressor_find("none"));
	setenv("MOTE_COMPRESSION", "zip", 1);
	assert_int_equal(spec_environment(&arena, &bad, &err), -1);
	assert_string_equal(err.text,
	    "MOTE_COMPRESSION: unknown compression \"zip\": it is gzip, zstd or none, with a level "
	    "as in gzip:9");
	unsetenv("MOTE_PLATFORMS");
	unsetenv("MOTE_OUTPUT");
	unsetenv("MOTE_ISOLATION");
	unsetenv("MOTE_COMPRESSION");
	arena_release(&arena);
}

static void
help_is_noticed_and_operands_may_end_the_flags(void **state)
{
	static const struct flag none[] = {{0}};
	static const char *const help[] = {"x", "--help", NULL};
	static const char *const run[] = {"image", "-x", "--help", NULL};
	struct flag_group group = {NULL, NULL, none, NULL};
	struct flag_input input = {.verb = "mote run", .groups = &group, .group_count = 1};
	struct arena arena = {0};
	struct flag_result result;
	struct error err;

	(void)state;
	assert_int_equal(flags_parse(&arena, &input, help, &result, &err), 0);
	assert_true(result.help);
	input.operands_end_flags = true;
	assert_int_equal(flags_parse(&arena, &input, run, &result, &err), 0);
	assert_false(result.help);
	assert_int_equal(result.operand_count, 3);
	arena_release(&arena);
}

static void
the_help_of_compression_names_every_compressor(void **state)
{
	const struct spec_key *key = spec_key_find(SECTION_ROOT, "compression");
	const struct compressor *row;
	size_t i;

	(void)state;
	for (i = 0; (row = compressor_at(i)) != NULL; i++)
		if (row->oci_type != NULL)
			assert_non_null(strstr(key->help, row->name));
}

static void
help_may_name_a_group(void **state)
{
	static const char *const sign[] = {"--help=image", NULL},
				 *const next[] = {"--help", "all", NULL};
	static const char *const operand[] = {"--help", "src", NULL},
				 *const bad[] = {"--help=imgae", NULL};
	struct arena arena = {0};
	struct spec spec = {0};
	struct flag_result result;
	struct error err;

	(void)state;
	assert_int_equal(parse(&arena, &spec, sign, &result, &err), 0);
	assert_string_equal(result.help_group, "image");
	assert_int_equal(parse(&arena, &spec, next, &result, &err), 0);
	assert_string_equal(result.help_group, "all");
	assert_int_equal(result.operand_count, 0);
	assert_int_equal(parse(&arena, &spec, operand, &result, &err), 0);
	assert_true(result.help);
	assert_null(result.help_group);
	assert_int_equal(result.operand_count, 1);
	assert_int_equal(parse(&arena, &spec, bad, &result, &err), -1);
	assert_string_equal(
	    err.text, "unknown group of flags \"imgae\": it is build, image, output or all");
	arena_release(&arena);
}

struct things {
	bool json;
	const char *from;
	unsigned level;
};

static void
a_value_goes_to_the_member_that_its_row_names(void **state)
{
	static const char *const levels[] = {"low", "high", NULL};
	static const struct flag own[] = {
	    {"json", 'j', NULL, "", FLAG_SWITCH(struct things, json)},
	    {"from", 0, "FILE", "", FLAG_TEXT(struct things, from)},
	    {"level", 0, "HOW", "", FLAG_CHOICE(struct things, level, levels)},
	    {0},
	};
	static const char *const good[] = {"--from=x", "-j", "--level", "high", NULL};
	static const char *const bad[] = {"--level=higher", NULL};
	struct things things = {0};
	struct flag_group group = {NULL, NULL, own, &things};
	struct flag_input input = {.verb = "mote x", .groups = &group, .group_count = 1};
	struct arena arena = {0};
	struct flag_result result;
	struct error err;

	(void)state;
	assert_int_equal(flags_parse(&arena, &input, good, &result, &err), 0);
	assert_true(things.json);
	assert_string_equal(things.from, "x");
	assert_int_equal(things.level, 2);
	assert_ptr_equal(result.used[0], &own[1]);
	assert_ptr_equal(result.used[2], &own[2]);
	assert_null(result.used[3]);
	assert_int_equal(flags_parse(&arena, &input, bad, &result, &err), -1);
	assert_string_equal(err.text, "unknown level \"higher\": it is low or high");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_help_of_compression_names_every_compressor),
	    cmocka_unit_test(values_stand_behind_the_flag_or_behind_a_sign),
	    cmocka_unit_test(lists_grow_with_each_use),
	    cmocka_unit_test(a_files_flag_parts_at_the_last_absolute_path),
	    cmocka_unit_test(a_wrong_flag_is_named_with_the_remedy),
	    cmocka_unit_test(the_environment_fills_only_what_is_absent),
	    cmocka_unit_test(help_is_noticed_and_operands_may_end_the_flags),
	    cmocka_unit_test(help_may_name_a_group),
	    cmocka_unit_test(a_value_goes_to_the_member_that_its_row_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
