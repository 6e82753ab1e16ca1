#include "packages/package_prune.h"

#include "deb_sample.h"
#include "packages/package_root.h"

static const struct member data[] = {{"./a", '0', "content", 0, 0}, END};

/* Makes a root of the first package of the list. */
static void
make_root(struct world *world, struct package_root *ret_root)
{
	const struct package_root_request request = {
	    .store = {world->home, &world->places}, .packages = {world->packages, 1}};

	assert_int_equal(package_root_provide(&world->arena, &request, ret_root, &world->err), 0);
}

/* Says that the folder was used for the last time a thousand seconds ago. */
static void
make_old(const char *path)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {0}};
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	times[1] = (struct timespec){status.st_mtime - 1000, 0};
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static uint64_t
prune(struct world *world)
{
	struct package_pruned pruned = {0};

	assert_int_equal(package_prune(&world->arena, world->home, 500, &pruned, &world->err), 0);
	return pruned.entries;
}

static void
only_what_nothing_used_for_long_is_removed(void **state)
{
	struct world *world = *state;
	struct package_root root = {.lock = -1};
	const char *package, *folder;

	put_deb(world, &(const struct sample){"good", data, NULL, ".xz"});
	assert_int_equal(prune(world), 0);
	make_root(world, &root);
	scope_package_root(&root);
	package = package_store_folder(&world->arena, world->home, &world->packages[0]);
	folder = path_folder(&world->arena, root.folder);
	assert_int_equal(prune(world), 0);

	/* a root that stays keeps its package */
	make_old(package);
	assert_int_equal(prune(world), 0);
	assert_true(file_exists(package));

	make_old(folder);
	assert_int_equal(prune(world), 2);
	assert_false(file_exists(package));
	assert_false(file_exists(folder));
}

static void
a_root_that_is_held_stays(void **state)
{
	struct world *world = *state;
	struct package_root root = {.lock = -1};

	put_deb(world, &(const struct sample){"good", data, NULL, ".xz"});
	make_root(world, &root);
	make_old(path_folder(&world->arena, root.folder));
	make_old(package_store_folder(&world->arena, world->home, &world->packages[0]));
	assert_int_equal(prune(world), 0);
	scope_package_root(&root);
	assert_int_equal(prune(world), 2);
}

static void
a_root_that_is_used_again_is_young(void **state)
{
	struct world *world = *state;
	struct package_root root = {.lock = -1};

	put_deb(world, &(const struct sample){"good", data, NULL, ".xz"});
	make_root(world, &root);
	scope_package_root(&root);
	make_old(path_folder(&world->arena, root.folder));
	make_root(world, &root);
	scope_package_root(&root);
	assert_int_equal(prune(world), 0);
}

static void
old_parts_of_packages_are_removed(void **state)
{
	struct world *world = *state;
	const char *part =
	    arena_printf(&world->arena, "%s/packages/incoming/%064d", world->home, 1);

	assert_int_equal(file_make_folders(part, &world->err), 0);
	assert_int_equal(prune(world), 0);
	make_old(part);
	assert_int_equal(prune(world), 1);
	assert_false(file_exists(part));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(only_what_nothing_used_for_long_is_removed),
	    TEST(a_root_that_is_held_stays),
	    TEST(a_root_that_is_used_again_is_young),
	    TEST(old_parts_of_packages_are_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
