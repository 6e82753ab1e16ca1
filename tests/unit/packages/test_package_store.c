#include "packages/package_store.h"

#include "deb_sample.h"

#include <dirent.h>
#include <sys/wait.h>

static const struct member data[] = {{"./", '5', NULL, 0755, 0}, {"./usr/", '5', NULL, 0755, 0},
    {"./usr/a", '0', "content", 0755, 0}, END};
static const struct sample good = {"good", data, "exit 1\n", ".xz"};

static int
provide(struct world *world)
{
	const struct package_store store = {world->home, &world->places};
	const struct locked_packages packages = {world->packages, world->count};

	world->err = (struct error){0};
	return package_store_provide(&world->arena, &store, &packages, &world->err);
}

/* The names of all that is in the store, with hidden files. */
static const char *
names_in_store(struct world *world)
{
	SCOPED(directory)
	DIR *folder = opendir(path_join(&world->arena, world->home, "packages"));
	struct text_list names = {0};
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    strcmp(entry->d_name, ".lock") != 0)
			text_list_add(
			    &names, &world->arena, arena_strdup(&world->arena, entry->d_name));
	text_list_sort(&names);
	return text_list_join(&names, &world->arena, " ");
}

static void
packages_are_there_under_their_hashes_and_nothing_else_is(void **state)
{
	const struct sample second = {"second", data, NULL, ".gz"};
	struct world *world = *state;
	const struct locked_package *one = put_deb(world, &good), *two = put_deb(world, &second);
	const char *folder = package_store_folder(&world->arena, world->home, one);
	const char *first = one->sha256, *last = two->sha256;

	assert_int_equal(provide(world), 0);
	assert_string_equal(content(world, folder, "root/usr/a"), "content");
	assert_string_equal(content(world, folder, "postinst"), "exit 1\n");
	assert_false(file_exists(path_join(
	    &world->arena, package_store_folder(&world->arena, world->home, two), "postinst")));
	if (strcmp(first, last) > 0) {
		first = two->sha256;
		last = one->sha256;
	}
	assert_string_equal(
	    names_in_store(world), arena_printf(&world->arena, "%s %s incoming", first, last));
	/* no .deb is left */
	assert_int_equal(rmdir(path_join(&world->arena, world->home, "packages/incoming")), 0);
}

static void
a_package_that_is_there_is_not_fetched_again(void **state)
{
	struct world *world = *state;

	put_deb(world, &good);
	assert_int_equal(provide(world), 0);
	assert_int_equal(file_remove_tree(world->mirror, &world->err), 0);
	assert_int_equal(provide(world), 0);
}

static void
a_package_that_no_place_has_is_an_error(void **state)
{
	struct world *world = *state;

	put_deb(world, &good)->path = "missing.deb";
	assert_int_equal(provide(world), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_string_equal(names_in_store(world), "incoming");
}

static void
another_hash_or_size_is_an_error_and_leaves_nothing(void **state)
{
	struct world *world = *state;
	struct locked_package *package = put_deb(world, &good);
	const char *digits = package->sha256;

	package->sha256 = "0123456789012345678901234567890123456789012345678901234567890123";
	assert_int_equal(provide(world), -1);
	assert_non_null(strstr(world->err.text, "good 1"));
	assert_string_equal(names_in_store(world), "incoming");

	package->sha256 = digits;
	package->size++;
	assert_int_equal(provide(world), -1);
	assert_non_null(strstr(world->err.text, "good 1"));
	assert_string_equal(names_in_store(world), "incoming");

	package->size--;
	assert_int_equal(provide(world), 0);
}

static void
a_package_that_was_whole_stays_when_the_next_one_fails(void **state)
{
	const struct sample second = {"second", data, NULL, ".gz"};
	struct world *world = *state;
	const char *kept = put_deb(world, &good)->sha256;

	/* one thread takes both, in this order, or two threads take one each */
	put_deb(world, &second)->path = "missing.deb";
	assert_int_equal(provide(world), -1);
	assert_string_equal(
	    names_in_store(world), arena_printf(&world->arena, "%s incoming", kept));
}

static void
a_package_that_is_listed_twice_is_fetched_once(void **state)
{
	struct world *world = *state;

	put_deb(world, &good);
	world->packages[world->count++] = world->packages[0];
	assert_int_equal(provide(world), 0);
	assert_string_equal(names_in_store(world),
	    arena_printf(&world->arena, "%s incoming", world->packages[0].sha256));
}

static void
a_hash_is_never_a_path(void **state)
{
	static const char *const digits[] = {"../../etc", "",
	    "012345678901234567890123456789012345678901234567890123456789012/",
	    "ABCDEF6789012345678901234567890123456789012345678901234567890123"};
	struct world *world = *state;
	struct locked_package *package = put_deb(world, &good);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(digits); i++) {
		package->sha256 = digits[i];
		assert_int_equal(provide(world), -1);
		assert_non_null(strstr(world->err.text, "no 64 hexadecimal digits"));
	}
	assert_string_equal(names_in_store(world), "");
}

static void
a_hostile_package_leaves_nothing(void **state)
{
	const struct member hostile[] = {{"./a", '0', "content", 0, 0}, {"./l", '2', "/tmp", 0, 0},
	    {"./l/x", '0', "content", 0, 0}, END};
	struct world *world = *state;

	put_deb(world, &(const struct sample){"hostile", hostile, NULL, ".zst"});
	assert_int_equal(provide(world), -1);
	assert_string_equal(world->err.text,
	    "the package \"hostile 1\" is not unpacked: its entry \"l/x\" lies behind a link");
	assert_string_equal(names_in_store(world), "incoming");
}

static void
processes_that_want_the_same_package_all_get_it(void **state)
{
	enum { PROCESSES = 4 };
	struct world *world = *state;
	pid_t children[PROCESSES];
	int i, status;

	put_deb(world, &good);
	for (i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0)
			_exit(provide(world) == 0 ? 0 : 1);
	}
	for (i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	assert_string_equal(names_in_store(world),
	    arena_printf(&world->arena, "%s incoming", world->packages[0].sha256));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(packages_are_there_under_their_hashes_and_nothing_else_is),
	    TEST(a_package_that_is_there_is_not_fetched_again),
	    TEST(a_package_that_no_place_has_is_an_error),
	    TEST(another_hash_or_size_is_an_error_and_leaves_nothing),
	    TEST(a_package_that_was_whole_stays_when_the_next_one_fails),
	    TEST(a_package_that_is_listed_twice_is_fetched_once),
	    TEST(a_hash_is_never_a_path),
	    TEST(a_hostile_package_leaves_nothing),
	    TEST(processes_that_want_the_same_package_all_get_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
