#include "packages/package_project.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct world {
	struct arena arena;
	struct temporary_folder folder;
	const char *file, *lock;
	struct error err;
};

static void
put(struct world *world, const char *path, const char *bytes)
{
	if (file_write(path, bytes, strlen(bytes), 0644, &world->err) != 0)
		fail_msg("%s", world->err.text);
}

/* The answer for a build of a spec that wants the package. */
static int
ask(struct world *world, const char *wanted, struct package_lock *ret_lock)
{
	struct spec spec = {.file = world->file};

	if (wanted != NULL)
		text_list_add(&spec.build.packages, &world->arena, wanted);
	return package_lock_for_build(&world->arena, &spec, ret_lock, &world->err);
}

static void
assert_refused(struct world *world, const char *words)
{
	struct package_lock lock;

	assert_int_equal(ask(world, "m4", &lock), -1);
	assert_int_equal(world->err.kind, ERROR_REFUSED);
	if (strstr(world->err.text, words) == NULL || strstr(world->err.text, "mote lock") == NULL)
		fail_msg("%s, and not %s", world->err.text, words);
}

static void
a_build_has_what_the_lock_says(void **state)
{
	struct world *world = *state;
	struct package_lock lock;

	put(world, world->file, "build: {run: make, output: a, packages: [m4]}\n");
	assert_refused(world, "there is no \"");
	put(world, world->lock,
	    "mote-lock 1\nsuite bookworm\nwanted m4\namd64 m4 1 1 " SHA " pool/m4\n");
	assert_refused(world, "has no line for it and arm64");
	put(world, world->lock,
	    "mote-lock 1\nsuite bookworm\nwanted m4\namd64 m4 1 1 " SHA " pool/m4\n"
	    "arm64 m4 1 1 " SHA " pool/m4\n");
	if (ask(world, "m4", &lock) != 0)
		fail_msg("%s", world->err.text);
	assert_int_equal(lock.count, 2);
	/* a target that wants nothing does not get what another wants */
	assert_int_equal(ask(world, NULL, &lock), 0);
	assert_int_equal(lock.count, 0);
}

static void
a_lock_that_does_not_fit_is_refused(void **state)
{
	struct world *world = *state;

	put(world, world->file, "build: {run: make, output: a, packages: [m4, flex]}\n");
	put(world, world->lock, "mote-lock 1\nsuite bookworm\nwanted m4\n");
	assert_refused(world, "does not have the package \"flex\" yet");
	put(world, world->lock,
	    "mote-lock 1\nsuite bookworm\nwanted bison\nwanted flex\nwanted m4\n");
	assert_refused(world, "has the package \"bison\", which is not wanted any more");
	put(world, world->lock, "mote-lock 1\nsuite trixie\nwanted flex\nwanted m4\n");
	assert_refused(world, "is for the suite \"trixie\"");
}

static void
the_lock_has_the_packages_of_all_targets(void **state)
{
	struct world *world = *state;
	struct package_lock lock;

	put(world, world->file,
	    "build: {run: make, output: a}\ntargets:\n  a: {build: {packages: [m4]}}\n"
	    "  b: {build: {packages: [m4, flex]}}\n");
	put(world, world->lock,
	    "mote-lock 1\nsuite bookworm\nwanted flex\nwanted m4\n"
	    "amd64 flex 1 1 " SHA " pool/flex\namd64 m4 1 1 " SHA " pool/m4\n"
	    "arm64 flex 1 1 " SHA " pool/flex\narm64 m4 1 1 " SHA " pool/m4\n");
	if (ask(world, "m4", &lock) != 0)
		fail_msg("%s", world->err.text);
	assert_int_equal(lock.wanted.count, 2);
}

static void
each_file_has_its_lock(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(package_project_path(&arena, "mote.yaml"), "mote.lock");
	assert_string_equal(package_project_path(&arena, "a.yaml/b.yml"), "a.yaml/b.yml.lock");
	assert_string_equal(package_project_path(&arena, "/x/other.yaml"), "/x/other.lock");
	assert_string_equal(package_project_path(&arena, "/x/.yaml"), "/x/.yaml.lock");
	arena_release(&arena);
}

static int
begin(void **state)
{
	static struct world world;

	memset(&world, 0, sizeof(world));
	assert_int_equal(temporary_folder_make(&world.folder, &world.err), 0);
	world.file = path_join(&world.arena, world.folder.path, "mote.yaml");
	world.lock = path_join(&world.arena, world.folder.path, "mote.lock");
	*state = &world;
	return 0;
}

static int
end(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_build_has_what_the_lock_says, begin, end),
	    cmocka_unit_test_setup_teardown(a_lock_that_does_not_fit_is_refused, begin, end),
	    cmocka_unit_test_setup_teardown(the_lock_has_the_packages_of_all_targets, begin, end),
	    cmocka_unit_test(each_file_has_its_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
