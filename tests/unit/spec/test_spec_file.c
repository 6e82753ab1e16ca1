#include "spec/spec_file.h"

#include "spec/flags.h"
#include "spec/spec_flags.h"
#include "stream/compressor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int
parse_target(
    struct arena *arena, const char *text, const char *target, struct spec *spec, struct error *err)
{
	struct spec_file_source source = {"mote.yaml", text, strlen(text)};

	return spec_file_parse(arena, &source, target, spec, err);
}

static void
assert_parses(struct arena *arena, const char *text, const char *target, struct spec *spec)
{
	struct error err = {0};

	if (parse_target(arena, text, target, spec, &err) != 0)
		fail_msg("%s", err.text);
}

static void
assert_refused(const char *text, const char *message)
{
	struct arena arena = {0};
	struct spec spec = {0};
	struct error err = {0};

	if (parse_target(&arena, text, NULL, &spec, &err) == 0)
		fail_msg("taken: %s", text);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_string_equal(err.text, message);
	arena_release(&arena);
}

static const char everything[] = "# a comment\n"
				 "name: acme/hello\n"
				 "build:\n"
				 "  directory: src\n"
				 "  sources: [main.c, 'lib/*.c']\n"
				 "  includes: include\n"
				 "  cflags: -O2  -DX=\"1\"\n"
				 "  ldflags: [-s, \"-Wl,--a b\"]\n"
				 "  packages: [m4, libstdc++-12-dev, m4]\n"
				 "  env: {A: 1, B: \"\"}\n"
				 "  link: static\n"
				 "  malloc: mimalloc\n"
				 "  stack: 256KiB\n"
				 "  libc-extras: true\n"
				 "  isolation: strict\n"
				 "  at: /app/\n"
				 "  limits: {processes: 100, memory: 4GiB, disk: 500MB}\n"
				 "platforms: [amd64, linux/arm64/v8]\n"
				 "image:\n"
				 "  entrypoint: [/hello, -v]\n"
				 "  cmd: run\n"
				 "  env:\n"
				 "    NO: no\n"
				 "    VERSION: 1.10\n"
				 "  user: 1000\n"
				 "  workdir: /data/\n"
				 "  expose: [8080, 53/udp, 8080/tcp]\n"
				 "  volumes: /data\n"
				 "  labels: {a.b: c}\n"
				 "  annotations: {d: e}\n"
				 "  stop-signal: INT\n"
				 "  created: 2024-02-29T12:00:00Z\n"
				 "  path: /usr/bin/hello\n"
				 "files:\n"
				 "  - {from: site, to: /srv/, mode: 0644, owner: 65532}\n"
				 "  - link: /srv\n"
				 "    to: /www\n"
				 "with: [certs, {tz: [Europe/Berlin, UTC]}]\n"
				 "output: oci:out:v1\n"
				 "tags: [v1, latest]\n"
				 "compression: gzip:9\n"
				 "format: docker\n";

static void
every_key_arrives_in_the_spec(void **state)
{
	struct arena arena = {0};
	struct spec spec = {0};

	(void)state;
	assert_parses(&arena, everything, NULL, &spec);
	assert_string_equal(spec.name, "acme/hello");
	assert_string_equal(spec.file, "mote.yaml");
	assert_string_equal(spec.build.directory, "src");
	assert_int_equal(spec.build.sources.count, 2);
	assert_string_equal(spec.build.sources.items[1], "lib/*.c");
	assert_string_equal(spec.build.includes.items[0], "include");
	assert_int_equal(spec.build.cflags.count, 2);
	assert_string_equal(spec.build.cflags.items[1], "-DX=\"1\"");
	assert_int_equal(spec.build.ldflags.count, 3);
	assert_int_equal(spec.build.packages.count, 2);
	assert_string_equal(spec.build.packages.items[1], "libstdc++-12-dev");
	assert_string_equal(pairs_get(&spec.build.environment, "B"), "");
	assert_int_equal(spec.build.link, LINK_STATIC);
	assert_int_equal(spec.build.malloc, MALLOC_MIMALLOC);
	assert_int_equal(spec.build.stack, 256 << 10);
	assert_int_equal(spec.build.libc_extras, WISH_YES);
	assert_int_equal(spec.build.isolation, ISOLATION_STRICT);
	assert_string_equal(spec.build.at, "/app");
	assert_int_equal(spec.build.limits.processes, 100);
	assert_int_equal(spec.build.limits.memory, (uint64_t)4 << 30);
	assert_int_equal(spec.build.limits.disk, 500000000);
	assert_int_equal(spec.platform_count, 2);
	assert_string_equal(spec.platforms[1]->name, "linux/arm64");
	assert_int_equal(spec.with.zones.count, 2);
	assert_true(spec.with.certs && spec.with.tz && !spec.with.tmp);
	assert_int_equal(spec.output_count, 1);
	assert_string_equal(spec.outputs[0].path, "out");
	assert_string_equal(spec.outputs[0].tag, "v1");
	assert_int_equal(spec.tags.count, 2);
	assert_ptr_equal(spec.compression, compressor_find("gzip"));
	assert_int_equal(spec.level, 9);
	assert_int_equal(spec.format, FORMAT_DOCKER);
	arena_release(&arena);
}

static void
every_key_of_the_image_arrives_in_the_spec(void **state)
{
	struct arena arena = {0};
	struct spec spec = {0};
	const struct spec_image *image = &spec.image;

	(void)state;
	assert_parses(&arena, everything, NULL, &spec);
	assert_int_equal(image->entrypoint.count, 2);
	assert_string_equal(image->cmd.items[0], "run");
	assert_string_equal(pairs_get(&image->env, "NO"), "no");
	assert_string_equal(pairs_get(&image->env, "VERSION"), "1.10");
	assert_string_equal(image->user, "1000:1000");
	assert_string_equal(image->workdir, "/data");
	assert_int_equal(image->expose.count, 2);
	assert_string_equal(image->expose.items[0], "8080/tcp");
	assert_string_equal(image->volumes.items[0], "/data");
	assert_string_equal(pairs_get(&image->labels, "a.b"), "c");
	assert_string_equal(pairs_get(&image->annotations, "d"), "e");
	assert_string_equal(image->stop_signal, "SIGINT");
	assert_int_equal(image->created, 1709208000);
	assert_string_equal(image->path, "/usr/bin/hello");
	arena_release(&arena);
}

static void
files_keep_mode_owner_and_place(void **state)
{
	struct arena arena = {0};
	struct spec spec = {0};
	const char *at = strstr(everything, "{from: site");
	int line = 1;

	(void)state;
	while (at-- > everything)
		line += *at == '\n';
	assert_parses(&arena, everything, NULL, &spec);
	assert_int_equal(spec.files.count, 2);
	assert_string_equal(spec.files.items[0].to, "/srv/");
	assert_int_equal(spec.files.items[0].mode, 0644);
	assert_int_equal(spec.files.items[0].owner, 65532);
	assert_int_equal(spec.files.items[0].group, 65532);
	assert_string_equal(spec.files.items[0].place, arena_printf(&arena, "mote.yaml:%d", line));
	assert_string_equal(spec.files.items[1].link, "/srv");
	assert_null(spec.files.items[1].from);
	assert_int_equal(spec.files.items[1].mode, -1);
	arena_release(&arena);
}

/* A spec as flags leave it before the file is read. */
static void
read_flags(struct arena *arena, struct spec *spec, const char *const *arguments)
{
	struct flag_group groups[] = {spec_flags(arena, GROUP_BUILD, spec),
	    spec_flags(arena, GROUP_IMAGE, spec), spec_flags(arena, GROUP_OUTPUT, spec)};
	struct flag_input input = {.verb = "mote build", .groups = groups, .group_count = 3};
	struct flag_result result;
	struct error err = {0};

	if (flags_parse(arena, &input, arguments, &result, &err) != 0)
		fail_msg("%s", err.text);
}

static void
a_flag_replaces_a_list_and_merges_into_a_map(void **state)
{
	static const char *const arguments[] = {"--expose=1", "-e", "NO=yes", "--name=mine",
	    "--entrypoint=", "--with=tmp", "-oarchive:x.tar", "--static-pie", "--user=root",
	    "--compression=zstd", "--file=a:/b", NULL};
	struct arena arena = {0};
	struct spec spec = {0};

	(void)state;
	read_flags(&arena, &spec, arguments);
	assert_parses(&arena, everything, NULL, &spec);
	assert_string_equal(spec.name, "mine");
	assert_int_equal(spec.image.expose.count, 1);
	assert_int_equal(spec.image.env.count, 2);
	assert_string_equal(pairs_get(&spec.image.env, "NO"), "yes");
	assert_int_equal(spec.image.entrypoint.count, 0);
	assert_true(spec.image.has_entrypoint);
	assert_true(spec.with.tmp && !spec.with.certs && !spec.with.tz);
	assert_int_equal(spec.with.zones.count, 0);
	assert_int_equal(spec.output_count, 1);
	assert_string_equal(spec.outputs[0].path, "x.tar");
	assert_int_equal(spec.build.link, LINK_STATIC_PIE);
	assert_string_equal(spec.image.user, "0:0");
	assert_ptr_equal(spec.compression, compressor_find("zstd"));
	assert_int_equal(spec.level, 0);
	assert_int_equal(spec.files.count, 1);
	arena_release(&arena);
}

static void
a_flag_that_runs_a_command_puts_the_files_sources_aside(void **state)
{
	static const char *const arguments[] = {"--run=make", "--run-output=x", NULL};
	static const char *const sources[] = {"--source=x.c", NULL};
	struct arena arena = {0};
	struct spec first = {0}, second = {0};

	(void)state;
	read_flags(&arena, &first, arguments);
	assert_parses(&arena, everything, NULL, &first);
	assert_int_equal(first.build.sources.count, 0);
	assert_int_equal(first.build.run.count, 1);
	read_flags(&arena, &second, sources);
	assert_parses(&arena, "build: {run: make, output: y}\n", NULL, &second);
	assert_int_equal(second.build.sources.count, 1);
	assert_int_equal(second.build.run.count + second.build.output.count, 0);
	arena_release(&arena);
}

static const char two_targets[] = "image:\n"
				  "  user: nobody\n"
				  "  env: {A: file, B: file}\n"
				  "build: {sources: main.c}\n"
				  "targets:\n"
				  "  small:\n"
				  "    image: {env: {A: target}}\n"
				  "  tool:\n"
				  "    name: other\n"
				  "    build: {run: make, output: tool}\n"
				  "  bare:\n";

static void
a_targets_keys_come_before_the_files(void **state)
{
	struct arena arena = {0};
	struct spec small = {0}, tool = {0}, bare = {0};

	(void)state;
	assert_parses(&arena, two_targets, "small", &small);
	assert_string_equal(small.name, "small");
	assert_string_equal(small.target, "small");
	assert_string_equal(small.image.user, "65534:65534");
	assert_string_equal(pairs_get(&small.image.env, "A"), "target");
	assert_string_equal(pairs_get(&small.image.env, "B"), "file");
	assert_int_equal(small.build.sources.count, 1);
	assert_parses(&arena, two_targets, "tool", &tool);
	assert_string_equal(tool.name, "other");
	assert_int_equal(tool.build.sources.count, 0);
	assert_int_equal(tool.build.run.count, 1);
	assert_parses(&arena, two_targets, "bare", &bare);
	assert_string_equal(bare.name, "bare");
	arena_release(&arena);
}

static void
a_target_that_is_not_there_is_not_found(void **state)
{
	struct arena arena = {0};
	struct spec spec = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(parse_target(&arena, two_targets, "smal", &spec, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_string_equal(err.text, "mote.yaml has no target \"smal\"; did you mean \"small\"?");
	assert_int_equal(parse_target(&arena, "name: a\n", "x", &spec, &err), -1);
	assert_string_equal(err.text, "mote.yaml has no targets; leave --target=x away");
	assert_int_equal(parse_target(&arena, two_targets, NULL, &spec, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_string_equal(
	    err.text, "mote.yaml has several targets; pick one with --target: small, tool, bare");
	arena_release(&arena);
}

static void
the_only_target_needs_no_flag(void **state)
{
	struct arena arena = {0};
	struct spec spec = {0};

	(void)state;
	assert_parses(&arena, "targets: {one: {tags: a}}\n", NULL, &spec);
	assert_string_equal(spec.name, "one");
	assert_int_equal(spec.tags.count, 1);
	arena_release(&arena);
}

static void
a_target_that_was_not_asked_for_is_checked_too(void **state)
{
	struct arena arena = {0};
	struct spec spec = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    parse_target(&arena, "targets: {a: {}, b: {nam: x}}", "a", &spec, &err), -1);
	assert_string_equal(err.text, "mote.yaml:1: unknown key \"nam\"; did you mean \"name\"?");
	arena_release(&arena);
}

static void
an_empty_file_and_empty_sections_say_nothing(void **state)
{
	static const char *const texts[] = {
	    "", "\n", "# only a comment\n", "---\n{}\n", "---\n{}\n...\n", "image:\nbuild:\n"};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		struct spec spec = {0};

		assert_parses(&arena, texts[i], NULL, &spec);
		assert_null(spec.name);
		assert_string_equal(spec.build.directory, ".");
	}
	arena_release(&arena);
}

static void
an_unknown_key_is_named_with_the_nearest_or_its_home(void **state)
{
	(void)state;
	assert_refused("image:\n  lables: {a: b}\n",
	    "mote.yaml:2: unknown key \"lables\" in \"image\"; did you mean \"labels\"?");
	assert_refused("entrypoint: /x\n",
	    "mote.yaml:1: unknown key \"entrypoint\"; it stands under \"image\"");
	assert_refused(
	    "sources: x.c\n", "mote.yaml:1: unknown key \"sources\"; it stands under \"build\"");
	assert_refused("image:\n  files: []\n",
	    "mote.yaml:2: unknown key \"files\" in \"image\"; it stands at the left margin");
	assert_refused(
	    "zzzzzzzz: 1\n", "mote.yaml:1: unknown key \"zzzzzzzz\"; mote.yaml(5) lists them");
	assert_refused("files:\n- form: a\n",
	    "mote.yaml:2: unknown key \"form\" in \"files\"; did you mean \"from\"?");
	assert_refused("files:\n- source: a\n",
	    "mote.yaml:2: unknown key \"source\" in \"files\"; there are from, to, link, mode, owner, exclude");
	assert_refused("with:\n- zones: [UTC]\n",
	    "mote.yaml:2: unknown key \"zones\" in \"with\"; only tz takes a list");
}

static void
a_wrong_type_names_key_wish_and_find(void **state)
{
	(void)state;
	assert_refused("name: [a]\n", "mote.yaml:1: \"name\" wants a text, found a list");
	assert_refused("\nname:\n", "mote.yaml:2: \"name\" wants a text, found nothing");
	assert_refused("image: x\n", "mote.yaml:1: \"image\" wants a map, found a text");
	assert_refused(
	    "image: {env: [A=b]}\n", "mote.yaml:1: \"env\" wants a map of texts, found a list");
	assert_refused("image: {env: {A: }}\n",
	    "mote.yaml:1: \"A\" wants a text (\"\" for an empty one), found nothing");
	assert_refused(
	    "tags: {a: b}\n", "mote.yaml:1: \"tags\" wants a list or a text, found a map");
	assert_refused(
	    "tags: [[a]]\n", "mote.yaml:1: \"tags\" wants a list of texts, found a list in it");
	assert_refused("- a\n- b\n",
	    "mote.yaml:1: expected keys with values, as in \"name: hello\", found a list");
	assert_refused("files: x\n",
	    "mote.yaml:1: \"files\" wants a list of maps with \"from\" and \"to\", found a text");
	assert_refused("image: {cmd: -a -b}\n",
	    "mote.yaml:1: \"cmd\" is one text with blanks, and no shell splits it; write a list, "
	    "one argument an item");
}

static void
what_is_no_part_of_the_subset_is_refused(void **state)
{
	(void)state;
	assert_refused("a: &x 1\n", "mote.yaml:1: anchors (\"&\") are not part of mote.yaml");
	assert_refused("a: &x [1]\n", "mote.yaml:1: anchors (\"&\") are not part of mote.yaml");
	assert_refused("a: *x\n", "mote.yaml:1: aliases (\"*\") are not part of mote.yaml");
	assert_refused("a: !!int 1\n", "mote.yaml:1: tags (\"!\") are not part of mote.yaml");
	assert_refused("a: !x {}\n", "mote.yaml:1: tags (\"!\") are not part of mote.yaml");
	assert_refused(
	    "%YAML 1.1\n---\na: 1\n", "mote.yaml:1: directives (\"%\") are not part of mote.yaml");
	assert_refused("name: a\n---\nname: b\n",
	    "mote.yaml:2: a second document begins; mote.yaml is a single one");
	assert_refused("name: a\ntags: x\nname: b\n",
	    "mote.yaml:3: the key \"name\" stands already in line 1");
	assert_refused("[a]: b\n", "mote.yaml:1: a key is a text, not a list or a map");
	assert_refused("\xef\xbb\xbfname: a\n",
	    "mote.yaml:1: it begins with a byte order mark; save it as plain UTF-8");
	assert_refused("name: \xff\n", "mote.yaml: it is not UTF-8; save it as UTF-8");
	assert_refused("image:\n\tuser: 0\n", "mote.yaml:2: a tab stands where YAML wants blanks");
	assert_refused("a: [1\n", "mote.yaml:2: not YAML: did not find expected ',' or ']'");
	assert_refused("a: \"\\0\"\n", "mote.yaml:1: a text has a NUL byte");
}

static void
a_file_that_is_a_bomb_is_refused(void **state)
{
	struct arena arena = {0};
	struct text deep, wide;
	int i;

	(void)state;
	text_init(&deep, &arena);
	text_init(&wide, &arena);
	text_add(&deep, "a: ");
	for (i = 0; i < 100000; i++)
		text_add(&deep, "[");
	assert_refused(deep.bytes, "mote.yaml:1: more than 32 levels");
	text_add(&wide, "a: [");
	for (i = 0; i < 20000; i++)
		text_add(&wide, "a,");
	text_add(&wide, "]");
	assert_refused(wide.bytes, "mote.yaml:1: more than 10000 values and keys");
	text_init(&wide, &arena);
	for (i = 0; i < 1 << 16; i++)
		text_add(&wide, "# 3456789012345\n");
	text_add(&wide, "#");
	assert_refused(wide.bytes,
	    "\"mote.yaml\" is larger than 1048576 bytes, the most that is read; long texts belong into files that "
	    "\"files\" copies");
	arena_release(&arena);
}

static void
paths_in_the_file_start_at_its_folder(void **state)
{
	static const char text[] = "build: {directory: src}\n";
	struct spec_file_source source = {"there/mote.yaml", text, sizeof(text) - 1};
	struct arena arena = {0};
	struct spec with = {0}, without = {0}, flag = {.build.directory = "there/"};
	struct error err;

	(void)state;
	assert_int_equal(spec_file_parse(&arena, &source, NULL, &with, &err), 0);
	assert_string_equal(with.build.directory, "there/src");
	assert_int_equal(spec_file_parse(&arena, &source, NULL, &flag, &err), 0);
	assert_string_equal(flag.build.directory, "there/src");
	source.size = 0;
	assert_int_equal(spec_file_parse(&arena, &source, NULL, &without, &err), 0);
	assert_string_equal(without.build.directory, "there");
	arena_release(&arena);
}

static void
sources_and_run_exclude_each_other(void **state)
{
	(void)state;
	assert_refused("build:\n  sources: a.c\n  run: make\n",
	    "mote.yaml:2: there are both \"sources\" and \"run\" (line 3); mote compiles the "
	    "sources, or runs the project's own build");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_key_arrives_in_the_spec),
	    cmocka_unit_test(every_key_of_the_image_arrives_in_the_spec),
	    cmocka_unit_test(files_keep_mode_owner_and_place),
	    cmocka_unit_test(a_flag_replaces_a_list_and_merges_into_a_map),
	    cmocka_unit_test(a_flag_that_runs_a_command_puts_the_files_sources_aside),
	    cmocka_unit_test(a_targets_keys_come_before_the_files),
	    cmocka_unit_test(a_target_that_is_not_there_is_not_found),
	    cmocka_unit_test(the_only_target_needs_no_flag),
	    cmocka_unit_test(a_target_that_was_not_asked_for_is_checked_too),
	    cmocka_unit_test(an_empty_file_and_empty_sections_say_nothing),
	    cmocka_unit_test(an_unknown_key_is_named_with_the_nearest_or_its_home),
	    cmocka_unit_test(a_wrong_type_names_key_wish_and_find),
	    cmocka_unit_test(what_is_no_part_of_the_subset_is_refused),
	    cmocka_unit_test(a_file_that_is_a_bomb_is_refused),
	    cmocka_unit_test(paths_in_the_file_start_at_its_folder),
	    cmocka_unit_test(sources_and_run_exclude_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
