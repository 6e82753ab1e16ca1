#include "builder/git_places.h"

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../support/ordinary_user.h"

struct world {
	struct scratch scratch;
	struct text_list places;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.scratch = {.arena = {0}}};
	*state = &world;
	return scratch_make(&world.scratch);
}

static char *
at(struct world *world, const char *name)
{
	return scratch_path(&world->scratch, name);
}

static void
make_folder(struct world *world, const char *name)
{
	assert_int_equal(file_make_folders(at(world, name), &world->scratch.err), 0);
}

static void
make_file(struct world *world, const char *name)
{
	char *path = at(world, name);

	assert_int_equal(
	    file_make_folders(path_folder(&world->scratch.arena, path), &world->scratch.err), 0);
	assert_int_equal(file_write(path, "x", 1, 0644, &world->scratch.err), 0);
}

static int
find(struct world *world)
{
	world->places = (struct text_list){0};
	return git_places_find(
	    &world->scratch.arena, world->scratch.folder.path, &world->places, &world->scratch.err);
}

/* The places, sorted, without the folder that they lie in. */
static const char *
found(struct world *world)
{
	size_t i;

	assert_int_equal(find(world), 0);
	for (i = 0; i < world->places.count; i++)
		world->places.items[i] += strlen(world->scratch.folder.path) + 1;
	text_list_sort(&world->places);
	return text_list_join(&world->places, &world->scratch.arena, " ");
}

static void
every_git_is_found_whatever_its_depth(void **state)
{
	struct world *world = *state;

	assert_string_equal(found(world), "");
	make_file(world, ".git/config");
	make_file(world, "a/b/c/.git/sub/.git/config");
	make_file(world, "module/.git");
	make_file(world, "a/.gitignore");
	make_file(world, "a.git/file");
	assert_string_equal(found(world), ".git a/b/c/.git module/.git");
}

static void
a_repository_of_any_name_is_found_and_links_are_not_followed(void **state)
{
	struct world *world = *state;

	make_file(world, "x/bare/HEAD");
	make_folder(world, "x/bare/refs");
	assert_string_equal(found(world), "");
	make_folder(world, "x/bare/objects");
	make_folder(world, "y");
	assert_int_equal(symlink("../x/bare", at(world, "y/.git")), 0);
	assert_int_equal(symlink("..", at(world, "y/up")), 0);
	assert_string_equal(found(world), "x/bare");
}

static void
a_folder_that_may_not_be_listed_is_a_place(void **state)
{
	struct world *world = *state;

	ordinary_user_begin(world->scratch.folder.path);
	make_file(world, "shut/.git/config");
	assert_int_equal(chmod(at(world, "shut"), 0100), 0);
	assert_string_equal(found(world), "shut");
	/* what the whole stage shows must be known */
	assert_int_equal(chmod(world->scratch.folder.path, 0100), 0);
	assert_int_equal(find(world), -1);
	assert_int_equal(chmod(world->scratch.folder.path, 0700), 0);
	assert_int_equal(chmod(at(world, "shut"), 0700), 0);
	ordinary_user_end();
}

static void
too_many_places_are_refused(void **state)
{
	struct world *world = *state;
	int i;

	for (i = 0; i < GIT_PLACES_LIMIT; i++)
		make_folder(world, arena_printf(&world->scratch.arena, "%d/.git", i));
	assert_int_equal(find(world), 0);
	assert_int_equal(world->places.count, GIT_PLACES_LIMIT);
	make_folder(world, "more/.git");
	assert_int_equal(find(world), -1);
	assert_int_equal(world->scratch.err.kind, ERROR_REFUSED);
}

static void
a_tree_that_is_too_deep_is_an_error(void **state)
{
	struct world *world = *state;
	struct text path;
	int i;

	text_init(&path, &world->scratch.arena);
	for (i = 0; i < 300; i++)
		text_add(&path, "d/");
	make_folder(world, text_string(&path));
	assert_int_equal(find(world), -1);
	assert_int_equal(world->scratch.err.kind, ERROR_FAILED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		every_git_is_found_whatever_its_depth, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_repository_of_any_name_is_found_and_links_are_not_followed, setup,
		scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_folder_that_may_not_be_listed_is_a_place, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(too_many_places_are_refused, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_tree_that_is_too_deep_is_an_error, setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
