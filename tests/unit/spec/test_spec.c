#include "spec/spec.h"

#include "base/file.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "spec/spec_key.h"
#include "spec/spec_set.h"
#include "stream/compressor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
finish(struct arena *arena, struct spec *spec)
{
	struct error err;

	if (spec_finish(arena, spec, &err) != 0)
		fail_msg("%s", err.text);
}

static void
set(struct arena *arena, struct spec *spec, const struct spec_key *key, const char *text)
{
	struct error err;

	assert_int_equal(spec_key_set(key, spec, arena, text, &err), 0);
}

static void
assert_unfinished(struct arena *arena, struct spec *spec, const char *message)
{
	struct error err;

	if (spec_finish(arena, spec, &err) == 0)
		fail_msg("finished, without: %s", message);
	assert_string_equal(err.text, message);
}

static void
what_nobody_said_gets_its_default(void **state)
{
	struct arena arena = {0};
	struct spec spec = {.name = "acme/hello"};

	(void)state;
	unsetenv("SOURCE_DATE_EPOCH");
	finish(&arena, &spec);
	assert_string_equal(spec.image.path, "/hello");
	assert_int_equal(spec.image.entrypoint.count, 1);
	assert_string_equal(spec.image.entrypoint.items[0], "/hello");
	assert_string_equal(spec.image.user, "65532:65532");
	assert_string_equal(spec.image.workdir, "/");
	assert_int_equal(spec.image.created_kind, CREATED_SECONDS);
	assert_int_equal(spec.image.created, 0);
	assert_int_equal(spec.tags.count, 1);
	assert_string_equal(spec.tags.items[0], "latest");
	assert_int_equal(spec.output_count, 1);
	assert_int_equal(spec.outputs[0].transport, TRANSPORT_ARCHIVE);
	assert_string_equal(spec.outputs[0].path, "hello.tar");
	assert_int_equal(spec.platform_count, 1);
	assert_ptr_equal(spec.platforms[0], platform_host());
	assert_ptr_equal(spec.compression, compressor_find("gzip"));
	assert_int_equal(spec.format, FORMAT_OCI);
	assert_int_equal(spec.build.link, LINK_STATIC_PIE);
	assert_int_equal(spec.build.isolation, ISOLATION_AUTO);
	assert_string_equal(spec.build.directory, ".");
	arena_release(&arena);
}

static void
what_starts_is_where_the_build_puts_it(void **state)
{
	static const struct {
		const char *outputs[2], *path;
	} cases[] = {{{"src/lua", NULL}, "/image"}, {{"src/server", "src/client"}, "/server"},
	    {{"/bin/busybox", NULL}, "/bin/busybox"}, {{"/bin/a", "src/b"}, "/bin/a"}};
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena arena = {0};
		struct spec spec = {.name = "image"};

		text_list_add(&spec.build.run, &arena, "make");
		for (j = 0; j < 2 && cases[i].outputs[j] != NULL; j++)
			text_list_add(&spec.build.output, &arena, cases[i].outputs[j]);
		finish(&arena, &spec);
		assert_string_equal(spec.image.path, cases[i].path);
		assert_string_equal(spec.image.entrypoint.items[0], cases[i].path);
		arena_release(&arena);
	}
}

static void
a_name_is_made_of_what_the_program_is_called(void **state)
{
	static const char *const cases[][2] = {{"dir/Hello World", "hello-world"},
	    {"a.out", "a.out"}, {"__x__", "x"}, {"a--..b", "a-b"}, {"T\xc3\xa4st", "t-st"},
	    {"tool_1.2+b", "tool_1.2-b"}};
	struct arena arena = {0};
	static const char *const sources[][2] = {{"src/hello.c", "hello"}, {"a.cpp", "a"},
	    {"a.b.cc", "a.b"}, {"x/start.S", "start"}, {"Main.C", "main"}};
	struct spec output = {0}, folder = {.build.directory = "/usr/share/"};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct spec spec = {0};

		text_list_add(&spec.executables, &arena, cases[i][0]);
		finish(&arena, &spec);
		assert_string_equal(spec.name, cases[i][1]);
		assert_int_equal(spec.platform_count, 0);
		assert_int_equal(reference_check_name(spec.name, &err), 0);
	}
	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		struct spec spec = {0};

		text_list_add(&spec.build.sources, &arena, sources[i][0]);
		finish(&arena, &spec);
		assert_string_equal(spec.name, sources[i][1]);
	}
	text_list_add(&output.build.run, &arena, "make");
	text_list_add(&output.build.output, &arena, "/usr/bin/Tool");
	finish(&arena, &output);
	assert_string_equal(output.name, "tool");
	text_list_add(&folder.build.sources, &arena, "*.c");
	finish(&arena, &folder);
	assert_string_equal(folder.name, "share");
	arena_release(&arena);
}

static void
a_name_that_cannot_be_made_is_asked_for(void **state)
{
	struct arena arena = {0};
	struct spec none = {0}, folder = {.build.directory = "/no/such/folder"};
	struct spec root = {.build.directory = "/"};

	(void)state;
	text_list_add(&none.executables, &arena, "--");
	assert_unfinished(&arena, &none, "no name can be made of \"--\"; say one with --name");
	assert_unfinished(&arena, &folder,
	    "cannot find the folder \"/no/such/folder\": No such file or directory");
	assert_unfinished(&arena, &root, "no name can be made of \"\"; say one with --name");
	arena_release(&arena);
}

static void
platforms_stand_in_the_order_of_indexes(void **state)
{
	struct arena arena = {0};
	struct spec spec = {.name = "a"}, all = {.name = "a"};
	struct error err;

	(void)state;
	assert_int_equal(
	    spec_set_platform(&spec, &arena, "s390x,arm64,linux/amd64,aarch64", &err), 0);
	finish(&arena, &spec);
	assert_int_equal(spec.platform_count, 3);
	assert_string_equal(spec.platforms[0]->name, "linux/amd64");
	assert_string_equal(spec.platforms[1]->name, "linux/arm64");
	assert_string_equal(spec.platforms[2]->name, "linux/s390x");
	assert_int_equal(spec_set_platform(&all, &arena, "amd64,all", &err), 0);
	assert_int_equal(all.platform_count, 7);
	assert_int_equal(spec_set_platform(&all, &arena, "amd64,", &err), -1);
	arena_release(&arena);
}

static void
created_is_source_date_epoch_unless_somebody_said(void **state)
{
	static const char *const bad[][2] = {
	    {"yesterday", "SOURCE_DATE_EPOCH is \"yesterday\", no number of seconds since 1970"},
	    {"-1", "SOURCE_DATE_EPOCH is \"-1\", no number of seconds since 1970"},
	    {"1.5", "SOURCE_DATE_EPOCH is \"1.5\", no number of seconds since 1970"},
	    {"253402300800",
		"SOURCE_DATE_EPOCH \"253402300800\" is before 1970 or behind the year 9999"}};
	struct arena arena = {0};
	struct spec epoch = {.name = "a"}, said = {.name = "a"}, empty = {.name = "a"};
	struct error err;
	size_t i;

	(void)state;
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	finish(&arena, &epoch);
	assert_int_equal(epoch.image.created, 1700000000);
	assert_int_equal(spec_set_created(&said, &arena, "5", &err), 0);
	finish(&arena, &said);
	assert_int_equal(said.image.created, 5);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct spec spec = {.name = "a"};

		setenv("SOURCE_DATE_EPOCH", bad[i][0], 1);
		assert_unfinished(&arena, &spec, bad[i][1]);
	}
	setenv("SOURCE_DATE_EPOCH", "", 1);
	finish(&arena, &empty);
	assert_int_equal(empty.image.created, 0);
	unsetenv("SOURCE_DATE_EPOCH");
	arena_release(&arena);
}

static void
variables_are_replaced_in_all_that_the_program_or_the_image_gets(void **state)
{
	struct arena arena = {0};
	struct spec spec = {.name = "tool"};
	struct error err;

	(void)state;
	setenv("MOTE_TEST", "1.2", 1);
	pairs_set(&spec.image.labels, &arena, "a", "${name}-${env.MOTE_TEST}$$x $5 $");
	pairs_set(&spec.image.annotations, &arena, "b", "$${name}");
	pairs_set(&spec.image.env, &arena, "c", "$${HOME} ${name}");
	pairs_set(&spec.build.environment, &arena, "d", "${name}");
	set(&arena, &spec, spec_key_find(SECTION_BUILD, "cflags"), "-DA=${name} -DB");
	set(&arena, &spec, spec_key_find(SECTION_BUILD, "ldflags"), "-L${name}");
	set(&arena, &spec, spec_key_find(SECTION_IMAGE, "cmd"), "${name}");
	set(&arena, &spec, spec_key_find(SECTION_IMAGE, "entrypoint"), "/${name}");
	assert_int_equal(spec_set_tag(&spec, &arena, "v${env.MOTE_TEST}", &err), 0);
	setenv("MOTE_TIME", "2001-09-09T01:46:40Z", 1);
	assert_int_equal(spec_set_created(&spec, &arena, "${env.MOTE_TIME}", &err), 0);
	finish(&arena, &spec);
	assert_string_equal(pairs_get(&spec.image.labels, "a"), "tool-1.2$x $5 $");
	assert_string_equal(pairs_get(&spec.image.annotations, "b"), "${name}");
	assert_string_equal(pairs_get(&spec.image.env, "c"), "${HOME} tool");
	assert_string_equal(pairs_get(&spec.build.environment, "d"), "tool");
	assert_string_equal(spec.build.cflags.items[0], "-DA=tool");
	assert_string_equal(spec.build.ldflags.items[0], "-Ltool");
	assert_string_equal(spec.image.cmd.items[0], "tool");
	assert_string_equal(spec.image.entrypoint.items[0], "/tool");
	assert_string_equal(spec.tags.items[0], "v1.2");
	assert_int_equal(spec.image.created, 1000000000);
	arena_release(&arena);
}

static void
a_variable_that_cannot_be_known_is_an_error(void **state)
{
	static const char *const cases[][2] = {
	    {"${git.revisoin}",
		"label \"l\": unknown variable \"${git.revisoin}\"; did you mean "
		"\"${git.revision}\"?"},
	    {"${x}",
		"label \"l\": unknown variable \"${x}\"; there are ${name}, ${git.revision}, "
		"${git.tag}, ${git.dirty} and ${env.X}, and \"$$\" is a \"$\""},
	    {"${env.NO_SUCH}",
		"label \"l\": ${env.NO_SUCH}: the environment has no variable \"NO_SUCH\""},
	    {"a ${name", "label \"l\": \"${name\" has no closing \"}\"; write \"$$\" for a \"$\""},
	    {"${git.revision}",
		"label \"l\": ${git.revision}: \"/\" is not in a git repository with a commit"},
	    {"${git.tag}",
		"label \"l\": ${git.tag}: \"/\" is not in a git repository with a commit"},
	};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct spec spec = {.name = "a", .build.directory = "/"};

		pairs_set(&spec.image.labels, &arena, "l", cases[i][0]);
		assert_unfinished(&arena, &spec, cases[i][1]);
	}
	arena_release(&arena);
}

static void
git_is_asked_in_the_folder_of_the_build(void **state)
{
	static const char *const steps[] = {"git init -q", "git config user.email a@b",
	    "git config user.name a", "git config commit.gpgsign false",
	    "git commit -q --allow-empty -m one"};
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct spec untagged = {.name = "a"}, tagged = {.name = "a"};
	const char *tag_step[] = {"git", "tag", "v9", NULL};
	struct process_options options = {.folder = folder.path};
	struct error err;
	int status = 0;
	size_t i;

	(void)state;
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		const char *arguments[] = {"sh", "-c", steps[i], NULL};

		options.arguments = arguments;
		assert_int_equal(process_run(&options, &status, &err), 0);
		assert_int_equal(status, 0);
	}
	untagged.build.directory = tagged.build.directory = folder.path;
	pairs_set(&untagged.image.labels, &arena, "r", "${git.revision}");
	finish(&arena, &untagged);
	assert_int_equal(strlen(pairs_get(&untagged.image.labels, "r")), 40);
	pairs_set(&untagged.image.labels, &arena, "t", "${git.tag}");
	assert_unfinished(&arena, &untagged,
	    arena_printf(&arena,
		"label \"t\": ${git.tag}: no tag leads to the commit in \"%s\"; make one with "
		"\"git tag\"",
		folder.path));
	options.arguments = tag_step;
	assert_int_equal(process_run(&options, &status, &err), 0);
	pairs_set(&tagged.image.labels, &arena, "t", "${git.tag}");
	assert_int_equal(spec_set_tag(&tagged, &arena, "${git.tag}", &err), 0);
	finish(&arena, &tagged);
	assert_string_equal(pairs_get(&tagged.image.labels, "t"), "v9");
	assert_string_equal(tagged.tags.items[0], "v9");
	arena_release(&arena);
}

static void
a_push_goes_to_the_repositories_among_the_tags(void **state)
{
	struct arena arena = {0};
	struct spec spec = {.name = "a", .push = true}, bare = {.name = "a", .push = true};
	struct spec asked = {.name = "a", .tags_from_flags = true}, kept = {.name = "a"};
	struct error err;

	(void)state;
	setenv("MOTE_TEST", "v2", 1);
	assert_int_equal(spec_set_output(&spec, &arena, "oci:x", &err), 0);
	assert_int_equal(spec_set_tag(&spec, &arena, "v1", &err), 0);
	assert_int_equal(spec_set_tag(&spec, &arena, "localhost:5000/a:${env.MOTE_TEST}", &err), 0);
	assert_int_equal(spec_set_tag(&spec, &arena, "team/a", &err), 0);
	finish(&arena, &spec);
	assert_int_equal(spec.tags.count, 1);
	assert_string_equal(spec.tags.items[0], "v1");
	assert_int_equal(spec.output_count, 3);
	assert_int_equal(spec.outputs[0].transport, TRANSPORT_REGISTRY);
	assert_string_equal(spec.outputs[0].path, "localhost:5000/a");
	assert_string_equal(spec.outputs[0].tag, "v2");
	assert_string_equal(spec.outputs[1].path, "docker.io/team/a");
	assert_null(spec.outputs[1].tag);
	assert_int_equal(spec.outputs[2].transport, TRANSPORT_OCI);
	assert_int_equal(spec_set_tag(&bare, &arena, "v1", &err), 0);
	assert_unfinished(
	    &arena, &bare, "--push has nowhere to go; name a repository: -t HOST/NAME[:TAG]");
	assert_int_equal(spec_set_output(&bare, &arena, "docker://localhost/a", &err), 0);
	finish(&arena, &bare);
	assert_int_equal(spec.output_count, 3);
	/* a flag must be heeded; mote.yaml may say where a push would go */
	assert_int_equal(spec_set_tag(&asked, &arena, "localhost/a", &err), 0);
	assert_unfinished(&arena, &asked,
	    "\"localhost/a\" of -t is a repository, and nothing is pushed there; add --push");
	assert_int_equal(spec_set_tag(&kept, &arena, "localhost/a", &err), 0);
	finish(&arena, &kept);
	assert_string_equal(kept.tags.items[0], "latest");
	assert_int_equal(kept.outputs[0].transport, TRANSPORT_ARCHIVE);
	assert_int_equal(spec_set_tag(&kept, &arena, "localhost/A", &err), -1);
	assert_int_equal(spec_set_tag(&kept, &arena, "localhost/a@sha256:12", &err), -1);
	arena_release(&arena);
}

static void
outputs_that_are_in_a_registry_or_an_engine_may_have_several_tags(void **state)
{
	static const struct {
		const char *first, *second;
		bool fine;
	} cases[] = {
	    {"docker://localhost/a:v1", "docker://localhost/a:v2", true},
	    {"docker://localhost/a:v1", "docker://localhost/a:v1", false},
	    {"docker://hello", "docker://docker.io/library/hello", false},
	    {"docker-daemon:a:v1", "docker-daemon:a:v2", true},
	    {"docker-daemon:a", "docker-daemon:a", false},
	    {"docker-daemon:a", "oci:a", true},
	    {"archive:a:v1", "archive:a:v2", false},
	};
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct spec spec = {.name = "a"};

		assert_int_equal(spec_set_output(&spec, &arena, cases[i].first, &err), 0);
		assert_int_equal(spec_set_output(&spec, &arena, cases[i].second, &err), 0);
		assert_int_equal(spec_finish(&arena, &spec, &err), cases[i].fine ? 0 : -1);
	}
	arena_release(&arena);
}

static void
a_rule_for_make_wants_a_file(void **state)
{
	struct arena arena = {0};
	struct spec spec = {.name = "a", .depfile = "a.d"};
	struct error err;

	(void)state;
	assert_int_equal(spec_set_output(&spec, &arena, "docker://localhost/a", &err), 0);
	assert_unfinished(&arena, &spec,
	    "--depfile says what a file depends on, and the image goes to none; add --digest-file");
	spec.digest_file = "a.digest";
	finish(&arena, &spec);
	arena_release(&arena);
}

static void
what_contradicts_itself_is_refused(void **state)
{
	struct arena arena = {0};
	struct spec both = {.name = "a"}, outputless = {.name = "a"}, runless = {.name = "a"};
	struct spec nothing = {.name = "a", .image = {.has_entrypoint = true}};
	struct spec docker = {
	    .format = FORMAT_DOCKER, .compression = compressor_find("zstd"), .name = "a"};
	struct spec twice = {.name = "a"}, tag = {.name = "a"};
	struct error err;

	(void)state;
	text_list_add(&both.build.sources, &arena, "a.c");
	text_list_add(&both.build.run, &arena, "make");
	assert_unfinished(&arena, &both,
	    "there are both \"sources\" and \"run\"; mote compiles the sources, or runs the "
	    "project's own build");
	text_list_add(&outputless.build.run, &arena, "make");
	assert_unfinished(&arena, &outputless,
	    "\"run\" needs \"output\": the path of the executable that it makes");
	text_list_add(&runless.build.output, &arena, "x");
	assert_unfinished(&arena, &runless,
	    "the build's \"output\" is for \"run\"; mote names what it compiles itself");
	assert_unfinished(
	    &arena, &nothing, "neither entrypoint nor cmd: nothing in the image would start");
	assert_unfinished(&arena, &docker,
	    "Docker's format has no zstd layers; use --compression=gzip or --format=oci");
	assert_int_equal(spec_set_output(&twice, &arena, "oci:x:a", &err), 0);
	assert_int_equal(spec_set_output(&twice, &arena, "oci:x:b", &err), 0);
	finish(&arena, &twice);
	assert_int_equal(spec_set_output(&twice, &arena, "archive:x", &err), 0);
	assert_unfinished(&arena, &twice, "two outputs write \"x\"; leave one away");
	setenv("MOTE_TEST", "a b", 1);
	assert_int_equal(spec_set_tag(&tag, &arena, "${env.MOTE_TEST}", &err), 0);
	assert_unfinished(&arena, &tag,
	    "\"a b\" is no tag: at most 128 letters, digits, \"_\", \".\" and \"-\", the first no "
	    "\".\" or \"-\"");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_nobody_said_gets_its_default),
	    cmocka_unit_test(what_starts_is_where_the_build_puts_it),
	    cmocka_unit_test(a_name_is_made_of_what_the_program_is_called),
	    cmocka_unit_test(a_name_that_cannot_be_made_is_asked_for),
	    cmocka_unit_test(platforms_stand_in_the_order_of_indexes),
	    cmocka_unit_test(created_is_source_date_epoch_unless_somebody_said),
	    cmocka_unit_test(variables_are_replaced_in_all_that_the_program_or_the_image_gets),
	    cmocka_unit_test(a_variable_that_cannot_be_known_is_an_error),
	    cmocka_unit_test(git_is_asked_in_the_folder_of_the_build),
	    cmocka_unit_test(a_push_goes_to_the_repositories_among_the_tags),
	    cmocka_unit_test(outputs_that_are_in_a_registry_or_an_engine_may_have_several_tags),
	    cmocka_unit_test(a_rule_for_make_wants_a_file),
	    cmocka_unit_test(what_contradicts_itself_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
