#include "pipeline.h"

#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "spec/spec_file.h"
#include "spec/spec_set.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * A project in its own folder, built by the real toolchain into a layout beside
 * it, with its own build cache. The same image has the same digest.
 */
struct world {
	struct arena arena;
	struct temporary_folder folder;
	const char *project, *cache;
	const char *settings; /* mote.yaml */
	bool no_cache;
	struct pipeline_result result;
	struct error err;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.settings = "build: {sources: ['*.c']}\n"};
	*state = &world;
	if (temporary_folder_make(&world.folder, &world.err) != 0)
		return -1;
	world.project = path_join(&world.arena, world.folder.path, "project");
	world.cache = path_join(&world.arena, world.folder.path, "cache");
	return mkdir(world.project, 0755) == 0 && setenv("MOTE_CACHE_DIR", world.cache, 1) == 0
	    ? 0
	    : -1;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	return 0;
}

static void
put(struct world *world, const char *name, const char *text)
{
	char *path = path_join(&world->arena, world->project, name);

	assert_int_equal(file_make_folders(path_folder(&world->arena, path), &world->err), 0);
	assert_int_equal(file_write(path, text, strlen(text), 0644, &world->err), 0);
}

static int
build(struct world *world)
{
	struct spec_file_source source = {path_join(&world->arena, world->project, "mote.yaml"),
	    world->settings, strlen(world->settings)};
	struct spec spec = {.name = "program"};
	char *output = arena_printf(&world->arena, "oci:%s/image:a", world->folder.path);

	spec.build.no_cache = world->no_cache;
	if (spec_file_parse(&world->arena, &source, NULL, &spec, &world->err) != 0 ||
	    spec_set_output(&spec, &world->arena, output, &world->err) != 0)
		return -1;
	if (spec.build.directory == NULL)
		spec.build.directory = world->project;
	if (spec_finish(&world->arena, &spec, &world->err) != 0)
		return -1;
	return pipeline_build(&world->arena, &spec, &world->result, &world->err);
}

/* The digest of what came out. */
static const char *
built(struct world *world)
{
	if (build(world) != 0)
		fail_msg("%s", world->err.text);
	return arena_strdup(&world->arena, world->result.root.digest.text);
}

static bool
recalled(const struct world *world)
{
	return world->result.platforms[0].recalled;
}

static bool
is_input(const struct world *world, const char *name)
{
	const struct text_list *inputs = &world->result.platforms[0].stage_inputs;
	size_t i;

	for (i = 0; i < inputs->count; i++)
		if (text_ends_with(inputs->items[i], name))
			return true;
	return false;
}

static void
assert_refused(struct world *world, enum error_kind kind, const char *part)
{
	if (build(world) == 0)
		fail_msg("taken: %s", world->settings);
	if (strstr(world->err.text, part) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", part, world->err.text);
	if (world->err.kind != kind)
		fail_msg("%d: %s", (int)world->err.kind, world->err.text);
	assert_false(file_exists(path_join(&world->arena, world->folder.path, "image")));
}

static const char program[] =
    "int puts(const char *);\nint main(void) { return puts(\"a\") < 0; }\n";
static const char greeting[] =
    "#include \"greeting.h\"\nint puts(const char *);\nint main(void) { return puts(GREETING) < 0; }\n";

static void
what_did_not_change_is_recalled_byte_by_byte(void **state)
{
	struct world *world = *state;
	const char *first, *second;

	put(world, "main.c", program);
	first = built(world);
	assert_false(recalled(world));
	second = built(world);
	assert_true(recalled(world));
	assert_string_equal(first, second);
	world->no_cache = true;
	assert_string_equal(first, built(world));
	assert_false(recalled(world));
}

static void
a_file_that_is_new_by_its_time_alone_is_the_same_file(void **state)
{
	static const struct timespec times[] = {{.tv_sec = 1}, {.tv_sec = 2}};
	struct world *world = *state;

	put(world, "main.c", program);
	built(world);
	assert_int_equal(
	    utimensat(AT_FDCWD, path_join(&world->arena, world->project, "main.c"), times, 0), 0);
	built(world);
	assert_true(recalled(world));
}

static void
a_change_and_its_undoing_give_both_images_again(void **state)
{
	struct world *world = *state;
	const char *first, *second;

	put(world, "main.c", program);
	first = built(world);
	put(world, "main.c", greeting);
	put(world, "greeting.h", "#define GREETING \"good day\"\n");
	second = built(world);
	assert_false(recalled(world));
	assert_string_not_equal(first, second);
	put(world, "main.c", program);
	assert_string_equal(first, built(world));
	assert_true(recalled(world));
}

static void
a_changed_header_is_found(void **state)
{
	struct world *world = *state;
	const char *first;

	put(world, "main.c", greeting);
	put(world, "greeting.h", "#define GREETING \"one\"\n");
	first = built(world);
	assert_true(is_input(world, "/main.c") && is_input(world, "/greeting.h"));
	put(world, "greeting.h", "#define GREETING \"two\"\n");
	assert_string_not_equal(first, built(world));
	assert_false(recalled(world));
}

static void
a_header_that_appears_before_the_one_that_was_read_is_found(void **state)
{
	struct world *world = *state;
	const char *first;

	world->settings = "build: {sources: ['*.c'], includes: [near, far]}\n";
	put(world, "main.c",
	    "#include <greeting.h>\nint puts(const char *);\nint main(void) { return "
	    "puts(GREETING) < 0; }\n");
	put(world, "near/other.h", "");
	put(world, "far/greeting.h", "#define GREETING \"far\"\n");
	first = built(world);
	put(world, "near/greeting.h", "#define GREETING \"near\"\n");
	assert_string_not_equal(first, built(world));
	assert_false(recalled(world));
}

static void
a_header_that_was_only_asked_for_is_found_when_it_comes(void **state)
{
	struct world *world = *state;
	const char *first;

	put(world, "main.c",
	    "int puts(const char *);\n#if __has_include(\"extra.h\")\n#define WORD \"with\"\n#else\n"
	    "#define WORD \"without\"\n#endif\nint main(void) { return puts(WORD) < 0; }\n");
	first = built(world);
	put(world, "extra.h", "");
	assert_string_not_equal(first, built(world));
	assert_false(recalled(world));
}

static void
other_flags_are_another_program(void **state)
{
	struct world *world = *state;
	const char *first;

	put(world, "main.c",
	    "int puts(const char *);\n#ifndef WORD\n#define WORD \"none\"\n#endif\n"
	    "int main(void) { return puts(WORD) < 0; }\n");
	first = built(world);
	world->settings = "build: {sources: ['*.c'], cflags: ['-DWORD=\"some\"']}\n";
	assert_string_not_equal(first, built(world));
	assert_false(recalled(world));
	world->settings = "build: {sources: ['*.c'], link: static}\n";
	assert_string_not_equal(first, built(world));
	assert_false(recalled(world));
}

static void
what_the_assembler_takes_in_is_never_recalled(void **state)
{
	struct world *world = *state;
	const char *first;

	put(world, "main.c",
	    "__asm__(\".section .rodata\\nheld: .incbin \\\"data\\\"\\n.previous\");\n"
	    "extern const char held[];\nint puts(const char *);\nint main(void) { return puts(held) < 0; }\n");
	put(world, "data", "one");
	first = built(world);
	put(world, "data", "two");
	assert_string_not_equal(first, built(world));
	assert_false(recalled(world));
}

static void
a_source_in_assembly_and_one_more_are_linked(void **state)
{
	struct world *world = *state;
	const char *first;

	world->settings = "build: {sources: [main.c, 'more/*.s', deep/*.S]}\n";
	put(world, "main.c", program);
	put(world, "more/a.s", ".section .note.GNU-stack,\"\",@progbits\n");
	put(world, "deep/b.S", "#define KIND \"\"\n.section .note.GNU-stack,KIND,@progbits\n");
	first = built(world);
	assert_string_equal(first, built(world));
	put(world, "more/a.s",
	    ".section .note.GNU-stack,\"\",@progbits\n.data\n.globl held\nheld: .long 5\n");
	built(world);
	assert_false(recalled(world));
}

/* Each file of the cache is spoiled in turn. */
static void
a_damaged_cache_is_no_cache(void **state)
{
	static const char *const kinds[] = {"inputs", "objects", "stages", "layers", "blobs"};
	struct world *world = *state;
	const char *first;
	size_t i;

	put(world, "main.c", program);
	first = built(world);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		char *path = arena_printf(&world->arena, "%s/build/%s", world->cache, kinds[i]);
		SCOPED(directory) DIR *folder = opendir(path);
		struct dirent *entry;

		assert_non_null(folder);
		while ((entry = readdir(folder)) != NULL) {
			char *file = path_join(&world->arena, path, entry->d_name);

			if (!file_is_folder(file))
				assert_int_equal(
				    file_write(file, "spoiled", 7, 0644, &world->err), 0);
		}
		assert_string_equal(first, built(world));
	}
}

static void
a_cache_that_cannot_be_made_is_no_error(void **state)
{
	struct world *world = *state;

	put(world, "main.c", program);
	assert_int_equal(file_write(world->cache, "", 0, 0644, &world->err), 0);
	built(world);
	built(world);
	assert_false(recalled(world));
	assert_int_equal(unlink(world->cache), 0);
}

static const char make_file[] =
    "program: main.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ main.c\n"
    "install: program\n\tmkdir -p $(DESTDIR)/bin $(DESTDIR)/etc\n\tcp program $(DESTDIR)/bin/\n"
    "\techo set >$(DESTDIR)/etc/settings\n\tln -s settings $(DESTDIR)/etc/link\n";

static void
a_projects_own_build_is_recalled_until_its_folder_changes(void **state)
{
	struct world *world = *state;
	const char *first;

	world->settings = "build: {run: make, output: program}\n";
	put(world, "main.c", program);
	put(world, "Makefile", make_file);
	first = built(world);
	assert_false(recalled(world));
	assert_true(is_input(world, "/Makefile"));
	assert_string_equal(first, built(world));
	assert_true(recalled(world));
	put(world, "notes", "the build might read it");
	assert_string_equal(first, built(world));
	assert_false(recalled(world));
	assert_int_equal(chmod(path_join(&world->arena, world->project, "Makefile"), 0755), 0);
	built(world);
	assert_false(recalled(world));
}

static void
what_was_installed_is_in_the_image_and_recalled(void **state)
{
	struct world *world = *state;
	const char *first;

	world->settings =
	    "build: {run: make install, output: /bin/program}\nimage: {path: /bin/program}\n";
	put(world, "main.c", program);
	put(world, "Makefile", make_file);
	first = built(world);
	assert_string_equal(first, built(world));
	assert_true(recalled(world));
}

static void
on_every_rung_the_same_comes_out(void **state)
{
	static const char *const rungs[] = {"strict", "landlock", "none"};
	struct world *world = *state;
	const char *first = NULL;
	size_t i;

	put(world, "main.c", program);
	for (i = 0; i < ARRAY_SIZE(rungs); i++) {
		world->settings = arena_printf(
		    &world->arena, "build: {sources: main.c, isolation: %s}\n", rungs[i]);
		if (i == 0)
			first = built(world);
		else
			assert_string_equal(first, built(world));
		assert_string_equal(world->result.platforms[0].isolation, rungs[i]);
		assert_false(recalled(world));
	}
}

static void
what_fails_says_why_and_writes_nothing(void **state)
{
	static const struct {
		const char *settings;
		enum error_kind kind;
		const char *part;
	} rows[] = {
	    {"build: {sources: bad.c}\n", ERROR_FAILED, "exited with status 1"},
	    {"build: {sources: none.c}\n", ERROR_NOT_FOUND, "none.c"},
	    {"build: {sources: 'no*.c'}\n", ERROR_NOT_FOUND, "no*.c"},
	    {"build: {sources: main.c, ldflags: -lnothing}\n", ERROR_FAILED,
		"exited with status 1"},
	    {"build: {run: 'exit 7', output: x}\n", ERROR_FAILED, "exited with status 7"},
	    {"build: {run: 'kill -9 $$', output: x}\n", ERROR_FAILED, "exited with status 137"},
	    {"build: {run: 'true', output: x}\n", ERROR_FAILED, "\"x\""},
	    {"build: {run: 'true'}\n", ERROR_USAGE, "\"run\" needs \"output\""},
	    {"build: {run: 'true', output: ../x}\n", ERROR_USAGE, "must name a file inside"},
	    {"build: {run: 'true', output: [a/x, b/x]}\n", ERROR_USAGE, "two outputs are called"},
	    {"build: {run: 'echo >x', output: x}\n", ERROR_REFUSED, "\"x\""},
	    {"build: {sources: main.c}\nimage: {entrypoint: /nothing}\n", ERROR_REFUSED,
		"/nothing"},
	    {"build: {sources: main.c}\nfiles: [{from: gone, to: /x}]\n", ERROR_NOT_FOUND, "gone"},
	    {"build: {directory: elsewhere, sources: main.c}\n", ERROR_NOT_FOUND, "elsewhere"},
	};
	struct world *world = *state;
	size_t i;

	put(world, "main.c", program);
	put(world, "bad.c", "int main(void) { return nothing; }\n");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		world->settings = rows[i].settings;
		assert_refused(world, rows[i].kind, rows[i].part);
	}
}

static void
without_a_toolchain_there_is_one_line_with_the_remedy(void **state)
{
	struct world *world = *state;
	const char *before = getenv("MOTE_TOOLCHAIN_DIR");
	char *kept = before == NULL ? NULL : arena_strdup(&world->arena, before);

	put(world, "main.c", program);
	assert_int_equal(setenv("MOTE_TOOLCHAIN_DIR", world->folder.path, 1), 0);
	assert_refused(world, ERROR_NOT_FOUND, "toolchain");
	unsetenv("MOTE_TOOLCHAIN_DIR");
	if (kept != NULL)
		setenv("MOTE_TOOLCHAIN_DIR", kept, 1);
}

static void
finished_executables_are_packed_by_their_platform(void **state)
{
	struct world *world = *state;
	char *path = arena_printf(&world->arena, "%s/program", world->folder.path);
	struct spec spec = {.name = "program"};
	struct process_options copy = {0};
	struct pipeline_result result;
	int status;

	put(world, "main.c", program);
	put(world, "Makefile", make_file);
	world->settings = "build: {run: make, output: program, isolation: none}\n";
	built(world);
	/* the program itself lies in the cache now */
	copy.arguments = (const char *[]){"sh", "-c",
	    arena_printf(
		&world->arena, "cp %s/build/stages/*.d/programs/program %s", world->cache, path),
	    NULL};
	assert_int_equal(process_run(&copy, &status, &world->err), 0);
	assert_int_equal(status, 0);
	assert_int_equal(
	    spec_set_output(&spec, &world->arena,
		arena_printf(&world->arena, "archive:%s/a.tar", world->folder.path), &world->err),
	    0);
	text_list_add(&spec.executables, &world->arena, path);
	assert_int_equal(spec_finish(&world->arena, &spec, &world->err), 0);
	if (pipeline_pack(&world->arena, &spec, &result, &world->err) != 0)
		fail_msg("%s", world->err.text);
	assert_int_equal(result.platform_count, 1);
	assert_null(result.platforms[0].isolation);
	assert_string_equal(result.root.digest.text, world->result.root.digest.text);
	spec.executables.items[0] = path_join(&world->arena, world->project, "main.c");
	assert_int_equal(pipeline_pack(&world->arena, &spec, &result, &world->err), -1);
	assert_non_null(strstr(world->err.text, "main.c"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_did_not_change_is_recalled_byte_by_byte),
	    TEST(a_file_that_is_new_by_its_time_alone_is_the_same_file),
	    TEST(a_change_and_its_undoing_give_both_images_again),
	    TEST(a_changed_header_is_found),
	    TEST(a_header_that_appears_before_the_one_that_was_read_is_found),
	    TEST(a_header_that_was_only_asked_for_is_found_when_it_comes),
	    TEST(other_flags_are_another_program),
	    TEST(what_the_assembler_takes_in_is_never_recalled),
	    TEST(a_source_in_assembly_and_one_more_are_linked),
	    TEST(a_damaged_cache_is_no_cache),
	    TEST(a_cache_that_cannot_be_made_is_no_error),
	    TEST(a_projects_own_build_is_recalled_until_its_folder_changes),
	    TEST(what_was_installed_is_in_the_image_and_recalled),
	    TEST(on_every_rung_the_same_comes_out),
	    TEST(what_fails_says_why_and_writes_nothing),
	    TEST(without_a_toolchain_there_is_one_line_with_the_remedy),
	    TEST(finished_executables_are_packed_by_their_platform),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
