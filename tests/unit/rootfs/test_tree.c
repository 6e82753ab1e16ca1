#include "rootfs/tree.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct arena arena;
	struct tree tree;
	struct error err;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.arena = {0}};
	tree_init(&world.tree, &world.arena);
	*state = &world;
	return 0;
}

static int
teardown(void **state)
{
	arena_release(&((struct world *)*state)->arena);
	return 0;
}

static int
add_file(struct world *world, const char *path, const char *origin)
{
	struct tree_entry entry = {.path = path,
	    .kind = TREE_FILE,
	    .mode = 0644,
	    .bytes = origin,
	    .size = strlen(origin),
	    .origin = origin};

	return tree_add(&world->tree, &entry, &world->err);
}

static int
add_folder(struct world *world, const char *path, unsigned mode, const char *origin)
{
	struct tree_entry entry = {
	    .path = path, .kind = TREE_FOLDER, .mode = mode, .origin = origin};

	return tree_add(&world->tree, &entry, &world->err);
}

static void
entries_come_out_sorted_with_their_parents(void **state)
{
	static const char *const expected[] = {"/a", "/a-b", "/a-b/x", "/a/b", "/a/b/c", "/a/b/d",
	    "/a/z", "/a/z/file", "/etc", "/etc/\xc3\xa9"};
	struct world *world = *state;
	size_t i;

	assert_int_equal(add_file(world, "/etc/\xc3\xa9", "one"), 0);
	assert_int_equal(add_file(world, "/a/z/file", "one"), 0);
	assert_int_equal(add_file(world, "/a-b/x", "one"), 0);
	assert_int_equal(add_file(world, "/a/b/d", "one"), 0);
	assert_int_equal(add_file(world, "//a/./b//c", "one"), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	assert_int_equal(world->tree.count, ARRAY_SIZE(expected));
	for (i = 0; i < ARRAY_SIZE(expected); i++)
		assert_string_equal(world->tree.entries[i].path, expected[i]);
	assert_true(tree_find(&world->tree, "/a")->implied);
	assert_int_equal(tree_find(&world->tree, "/a")->mode, 0755);
	assert_false(tree_find(&world->tree, "/a/b/c")->implied);
	assert_null(tree_find(&world->tree, "/a/b/e"));
}

static void
the_order_of_adding_does_not_show(void **state)
{
	struct world *world = *state, other = {.arena = {0}};
	char path[64];
	unsigned i;

	tree_init(&other.tree, &other.arena);
	for (i = 0; i < 997; i++) {
		snprintf(path, sizeof(path), "/f%u/%u", i % 31, i);
		assert_int_equal(add_file(world, path, "x"), 0);
		snprintf(path, sizeof(path), "/f%u/%u", (i * 13 % 997) % 31, i * 13 % 997);
		assert_int_equal(add_file(&other, path, "x"), 0);
	}
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	assert_int_equal(tree_finish(&other.tree, &other.err), 0);
	assert_int_equal(world->tree.count, 997 + 31);
	assert_int_equal(other.tree.count, world->tree.count);
	for (i = 0; i < world->tree.count; i++)
		assert_string_equal(world->tree.entries[i].path, other.tree.entries[i].path);
	arena_release(&other.arena);
}

static void
a_hundred_thousand_entries_are_nothing_special(void **state)
{
	struct world *world = *state;
	char path[64];
	unsigned i;

	for (i = 0; i < 100000; i++) {
		snprintf(path, sizeof(path), "/srv/%u/%u/%u", i * 7919 % 100, i % 10, i);
		assert_int_equal(add_file(world, path, "x"), 0);
	}
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	/* i * 7919 % 100 and i % 10 agree on the last digit, so there are 100
	 * pairs */
	assert_int_equal(world->tree.count, 100000 + 1 + 100 + 100);
}

static void
a_path_made_twice_names_both_origins(void **state)
{
	struct world *world = *state;

	assert_int_equal(add_file(world, "/etc/x", "mote.yaml:3"), 0);
	assert_int_equal(add_file(world, "/etc/x", "mote.yaml:9"), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_USAGE);
	assert_string_equal(world->err.text,
	    "\"/etc/x\" is made twice: a file mode 644 owner 0:0 by mote.yaml:3, "
	    "a file mode 644 owner 0:0 by mote.yaml:9; leave one out");
}

static void
equal_entries_are_one(void **state)
{
	struct tree_entry link = {
	    .path = "/bin/sh", .kind = TREE_LINK, .mode = 0777, .link = "busybox", .origin = "a"};
	struct world *world = *state;

	assert_int_equal(add_file(world, "/etc/x", "same"), 0);
	assert_int_equal(add_file(world, "/etc/x", "same"), 0);
	assert_int_equal(tree_add(&world->tree, &link, &world->err), 0);
	assert_int_equal(tree_add(&world->tree, &link, &world->err), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	assert_int_equal(world->tree.count, 4);
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	assert_int_equal(world->tree.count, 4);
}

static void
links_to_different_targets_are_refused(void **state)
{
	struct tree_entry link = {
	    .path = "/bin/sh", .kind = TREE_LINK, .mode = 0777, .link = "busybox", .origin = "a"};
	struct world *world = *state;

	assert_int_equal(tree_add(&world->tree, &link, &world->err), 0);
	link.link = "dash";
	assert_int_equal(tree_add(&world->tree, &link, &world->err), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), -1);
}

static void
an_explicit_folder_wins_over_an_implied_one(void **state)
{
	struct tree_entry implied = {.path = "/tmp",
	    .kind = TREE_FOLDER,
	    .mode = 0755,
	    .origin = "the build",
	    .implied = true};
	struct world *world = *state;

	assert_int_equal(tree_add(&world->tree, &implied, &world->err), 0);
	assert_int_equal(add_folder(world, "/tmp/", 01777, "with: tmp"), 0);
	assert_int_equal(tree_add(&world->tree, &implied, &world->err), 0);
	assert_int_equal(add_file(world, "/tmp/x", "x"), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	assert_int_equal(world->tree.count, 2);
	assert_int_equal(world->tree.entries[0].mode, 01777);
	assert_string_equal(world->tree.entries[0].origin, "with: tmp");
}

static void
two_explicit_folders_must_agree(void **state)
{
	struct world *world = *state;

	assert_int_equal(add_folder(world, "/tmp", 01777, "with: tmp"), 0);
	assert_int_equal(add_folder(world, "/tmp", 0700, "mote.yaml:4"), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), -1);
	assert_string_equal(world->err.text,
	    "\"/tmp\" is made twice: a folder mode 1777 owner 0:0 by with: tmp, "
	    "a folder mode 700 owner 0:0 by mote.yaml:4; leave one out");
}

static void
nothing_lies_below_a_file_or_a_link(void **state)
{
	struct tree_entry link = {
	    .path = "/lib/a", .kind = TREE_LINK, .mode = 0777, .link = "b", .origin = "one"};
	struct world *world = *state, other = {.arena = {0}};

	assert_int_equal(add_file(world, "/etc", "one"), 0);
	assert_int_equal(add_file(world, "/etc-", "other"), 0);
	assert_int_equal(add_file(world, "/etc/x/y", "two"), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), -1);
	assert_string_equal(world->err.text,
	    "\"/etc/x/y\" by two lies below \"/etc\", which is a file by one; leave one out");

	tree_init(&other.tree, &other.arena);
	assert_int_equal(tree_add(&other.tree, &link, &other.err), 0);
	assert_int_equal(add_file(&other, "/lib/a/x", "two"), 0);
	assert_int_equal(tree_finish(&other.tree, &other.err), -1);
	assert_string_equal(other.err.text,
	    "\"/lib/a/x\" by two lies below \"/lib/a\", which is a link by one; leave one out");
	arena_release(&other.arena);
}

static void
bad_paths_modes_and_targets_are_refused(void **state)
{
	struct tree_entry link = {.path = "/l", .kind = TREE_LINK, .link = "", .origin = "o"};
	struct world *world = *state;
	char longest[TREE_PATH_LIMIT + 2];
	size_t i;

	assert_int_equal(add_file(world, "etc/x", "o"), -1);
	assert_int_equal(world->err.kind, ERROR_USAGE);
	assert_int_equal(add_file(world, "", "o"), -1);
	assert_int_equal(add_file(world, "/", "o"), -1);
	assert_int_equal(add_file(world, "//.", "o"), -1);
	assert_int_equal(add_file(world, "/a/../b", "o"), -1);
	assert_string_equal(world->err.text, "o: \"/a/../b\" must not hold \"..\"");
	assert_int_equal(add_folder(world, "/a", 010000, "o"), -1);
	assert_int_equal(tree_add(&world->tree, &link, &world->err), -1);

	for (i = 0; i < sizeof(longest) - 1; i++)
		longest[i] = i % 2 == 0 ? '/' : 'x';
	longest[TREE_PATH_LIMIT + 1] = '\0';
	assert_int_equal(add_file(world, longest, "o"), -1);
	longest[TREE_PATH_LIMIT - 1] = '\0';
	assert_int_equal(add_file(world, longest, "o"), 0);
	memset(longest + 1, 'x', TREE_NAME_LIMIT + 1);
	longest[TREE_NAME_LIMIT + 2] = '\0';
	assert_int_equal(add_file(world, longest, "o"), -1);
	longest[TREE_NAME_LIMIT + 1] = '\0';
	assert_int_equal(add_file(world, longest, "o"), 0);
}

static void
an_empty_tree_is_a_tree(void **state)
{
	struct world *world = *state;

	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	assert_int_equal(world->tree.count, 0);
	assert_null(tree_find(&world->tree, "/"));
}

static void
what_a_build_made_is_opened_through_no_link(void **state)
{
	struct world *world = *state;
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct tree_entry entry = {.kind = TREE_FILE, .below = folder.path};
	int fd;

	assert_int_equal(temporary_folder_make(&folder, &world->err), 0);
	entry.source = path_join(&world->arena, folder.path, "a/file");
	assert_int_equal(
	    file_make_folders(path_join(&world->arena, folder.path, "a"), &world->err), 0);
	assert_int_equal(file_write(entry.source, "x", 1, 0600, &world->err), 0);
	fd = tree_open(&entry, &world->err);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(unlink(entry.source), 0);
	assert_int_equal(symlink("/proc/self/maps", entry.source), 0);
	assert_int_equal(tree_open(&entry, &world->err), -1);
	assert_string_equal(world->err.text, "\"a/file\" is a link; none is followed there");
	/* a file that the user named may be a link */
	entry.below = NULL;
	fd = tree_open(&entry, &world->err);
	assert_true(fd >= 0);
	close(fd);
}

static void
nothing_is_opened_in_a_folder_that_became_a_link(void **state)
{
	struct world *world = *state;
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct tree_entry entry = {.kind = TREE_FILE, .below = folder.path};

	assert_int_equal(temporary_folder_make(&folder, &world->err), 0);
	entry.source = path_join(&world->arena, folder.path, "a/maps");
	assert_int_equal(symlink("/proc/self", path_join(&world->arena, folder.path, "a")), 0);
	assert_int_equal(tree_open(&entry, &world->err), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void
what_a_layer_would_say_wrongly_is_refused(void **state)
{
	static const char *const paths[] = {
	    "/a\nb", "/a/\x1b[2J", "/\xff", "/a/.wh.b", "/.wh..wh..opq", "/\xc2\x85"};
	struct world *world = *state;
	struct tree_entry large = {.path = "/large",
	    .kind = TREE_FILE,
	    .mode = 0644,
	    .source = "large",
	    .size = TREE_SIZE_LIMIT - 1,
	    .origin = "one"};
	struct tree_entry link = {
	    .path = "/link", .kind = TREE_LINK, .link = "\xff", .origin = "one"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		assert_int_equal(add_file(world, paths[i], "one"), -1);
		assert_int_equal(world->err.kind, ERROR_REFUSED);
	}
	assert_int_equal(tree_add(&world->tree, &link, &world->err), -1);
	assert_int_equal(tree_add(&world->tree, &large, &world->err), 0);
	large.path = "/larger";
	assert_int_equal(tree_add(&world->tree, &large, &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_REFUSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(entries_come_out_sorted_with_their_parents),
	    TEST(the_order_of_adding_does_not_show),
	    TEST(a_hundred_thousand_entries_are_nothing_special),
	    TEST(a_path_made_twice_names_both_origins),
	    TEST(equal_entries_are_one),
	    TEST(links_to_different_targets_are_refused),
	    TEST(an_explicit_folder_wins_over_an_implied_one),
	    TEST(two_explicit_folders_must_agree),
	    TEST(nothing_lies_below_a_file_or_a_link),
	    TEST(bad_paths_modes_and_targets_are_refused),
	    TEST(an_empty_tree_is_a_tree),
	    TEST(what_a_layer_would_say_wrongly_is_refused),
	    TEST(what_a_build_made_is_opened_through_no_link),
	    TEST(nothing_is_opened_in_a_folder_that_became_a_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
