#include "files_world.h"

static void
a_file_lands_at_the_path_or_in_the_folder(void **state)
{
	struct world *world = *state;
	const struct tree_entry *entry;

	put(world, "app.conf", "hello", 0600);
	ask(world, "app.conf", "/etc/x.conf");
	ask(world, "./app.conf", "/etc/");
	assert_int_equal(add(world), 0);
	expect_paths(world, "/etc /etc/app.conf /etc/x.conf");
	entry = tree_find(&world->tree, "/etc/app.conf");
	assert_int_equal(entry->kind, TREE_FILE);
	assert_int_equal(entry->mode, 0644);
	assert_int_equal(entry->size, 5);
	assert_int_equal(entry->owner, 0);
	assert_string_equal(entry->origin, "mote.yaml:12");
	assert_string_equal(entry->source, on_host(world, "app.conf"));
}

static void
what_is_excluded_is_left_out_with_all_below_it(void **state)
{
	struct world *world = *state;
	struct spec_file *file;

	put(world, "site/index.html", "i", 0644);
	put(world, "site/index.map", "m", 0644);
	put(world, "site/sub/x.map", "m", 0644);
	put(world, "site/sub/node_modules/y", "y", 0644);
	put(world, "site/node_modules/z", "z", 0644);
	put(world, "site/sub/private/key", "k", 0644);
	put(world, "site/private/page", "p", 0644);
	file = ask(world, "site", "/a");
	text_list_add(&file->exclude, &world->arena, "*.map");
	text_list_add(&file->exclude, &world->arena, "node_modules");
	text_list_add(&file->exclude, &world->arena, "sub/private");
	file = ask(world, "site/**", "/b/");
	text_list_add(&file->exclude, &world->arena, "sub/");
	text_list_add(&file->exclude, &world->arena, "**/*.map");
	assert_int_equal(add(world), 0);
	expect_paths(world,
	    "/a /a/index.html /a/private /a/private/page /a/sub /b /b/index.html /b/node_modules "
	    "/b/node_modules/z /b/private /b/private/page");
}

static void
only_the_x_bit_counts_unless_a_mode_is_given(void **state)
{
	struct world *world = *state;
	struct spec_file *file;

	put(world, "run", "#!", 04710);
	put(world, "text", "x", 0666);
	ask(world, "run", "/a/run");
	ask(world, "text", "/a/text");
	file = ask(world, "run", "/b/run");
	file->mode = 04555;
	file->owner = 7;
	file->group = 8;
	assert_int_equal(add(world), 0);
	assert_int_equal(tree_find(&world->tree, "/a/run")->mode, 0755);
	assert_int_equal(tree_find(&world->tree, "/a/text")->mode, 0644);
	assert_int_equal(tree_find(&world->tree, "/b/run")->mode, 04555);
	assert_int_equal(tree_find(&world->tree, "/b/run")->owner, 7);
	assert_int_equal(tree_find(&world->tree, "/b/run")->group, 8);
	assert_int_equal(tree_find(&world->tree, "/b")->owner, 0);
}

static void
a_folder_lands_with_all_below_it(void **state)
{
	struct world *world = *state;
	struct spec_file *file;

	put(world, "site/index.html", "<p>", 0644);
	put(world, "site/.well-known/x", "x", 0644);
	put(world, "site/.git/config", "x", 0644);
	assert_int_equal(file_make_folders(on_host(world, "site/empty"), &world->err), 0);
	assert_int_equal(chmod(on_host(world, "site/empty"), 0700), 0);
	file = ask(world, "site/", "/srv/www/");
	file->mode = 0600;
	file->owner = 65532;
	assert_int_equal(add(world), 0);
	expect_paths(world,
	    "/srv /srv/www /srv/www/.git /srv/www/.git/config /srv/www/.well-known "
	    "/srv/www/.well-known/x /srv/www/empty /srv/www/index.html");
	assert_int_equal(tree_find(&world->tree, "/srv/www/empty")->mode, 0755);
	assert_int_equal(tree_find(&world->tree, "/srv/www/empty")->owner, 65532);
	assert_int_equal(tree_find(&world->tree, "/srv/www")->owner, 65532);
	assert_int_equal(tree_find(&world->tree, "/srv")->owner, 0);
	assert_int_equal(tree_find(&world->tree, "/srv/www/index.html")->mode, 0600);
}

static void
folders_may_share_a_place(void **state)
{
	struct world *world = *state;

	put(world, "one/a/x", "x", 0644);
	put(world, "two/a/y", "y", 0644);
	ask(world, "one", "/");
	ask(world, "two", "/")->owner = 5;
	assert_int_equal(add(world), 0);
	expect_paths(world, "/a /a/x /a/y");
	assert_int_equal(tree_find(&world->tree, "/a")->owner, 5);
}

static void
two_files_for_one_path_are_refused(void **state)
{
	struct world *world = *state;

	put(world, "one/x", "x", 0644);
	put(world, "two/x", "x", 0644);
	ask(world, "one", "/srv");
	ask(world, "two", "/srv")->place = "mote.yaml:15";
	assert_int_equal(add(world), -1);
	assert_non_null(strstr(world->err.text, "mote.yaml:12"));
	assert_non_null(strstr(world->err.text, "mote.yaml:15"));
}

static void
what_is_not_there_is_not_found(void **state)
{
	struct world *world = *state;

	ask(world, "site", "/srv/");
	expect_failure(world, ERROR_NOT_FOUND, "mote.yaml:12: \"site\": No such file or directory");
}

static void
a_file_is_no_folder(void **state)
{
	struct world *world = *state;

	put(world, "site", "x", 0644);
	ask(world, "site/", "/srv/");
	expect_failure(world, ERROR_USAGE, "\"site/\" is not a folder");
}

static void
from_may_climb_and_be_absolute(void **state)
{
	struct world *world = *state;
	struct error *err = &world->err;

	put(world, "shared/a", "a", 0644);
	put(world, "shared/link/b", "b", 0644);
	assert_int_equal(symlink("../a", on_host(world, "shared/link/l")), 0);
	assert_int_equal(file_make_folders(on_host(world, "project"), err), 0);
	ask(world, "../shared", "/one");
	ask(world, on_host(world, "shared/a"), "/two/");
	assert_int_equal(add_files(world, on_host(world, "project")), 0);
	assert_int_equal(tree_finish(&world->tree, err), 0);
	expect_paths(world, "/one /one/a /one/link /one/link/b /one/link/l /two /two/a");
}

static void
links_inside_stay_links(void **state)
{
	struct world *world = *state;

	put(world, "site/a/x", "x", 0644);
	assert_int_equal(symlink("a/x", on_host(world, "site/one")), 0);
	assert_int_equal(symlink("../one", on_host(world, "site/a/two")), 0);
	assert_int_equal(symlink(".", on_host(world, "site/a/loop")), 0);
	assert_int_equal(symlink("later", on_host(world, "site/dangling")), 0);
	ask(world, "site", "/srv");
	assert_int_equal(add(world), 0);
	expect_paths(world, "/srv /srv/a /srv/a/loop /srv/a/two /srv/a/x /srv/dangling /srv/one");
	assert_int_equal(tree_find(&world->tree, "/srv/a/two")->kind, TREE_LINK);
	assert_int_equal(tree_find(&world->tree, "/srv/a/two")->mode, 0777);
	assert_string_equal(tree_find(&world->tree, "/srv/a/two")->link, "../one");
}

static void
links_that_leave_are_refused(void **state)
{
	static const char *const targets[] = {"../../x", "/etc/passwd", "../site/../../x", "../.."};
	struct world *world = *state;
	size_t i;

	put(world, "site/a/x", "x", 0644);
	ask(world, "site", "/srv");
	for (i = 0; i < ARRAY_SIZE(targets); i++) {
		tree_init(&world->tree, &world->arena);
		assert_int_equal(symlink(targets[i], on_host(world, "site/a/l")), 0);
		expect_failure(world, ERROR_REFUSED, "site/a/l\" to \"");
		assert_int_equal(unlink(on_host(world, "site/a/l")), 0);
	}
}

static void
a_named_link_is_followed(void **state)
{
	struct world *world = *state;

	put(world, "real/x", "x", 0644);
	assert_int_equal(symlink("real", on_host(world, "current")), 0);
	assert_int_equal(symlink("real/x", on_host(world, "file")), 0);
	ask(world, "current", "/srv");
	ask(world, "file", "/etc/");
	assert_int_equal(add(world), 0);
	expect_paths(world, "/etc /etc/file /srv /srv/x");
	assert_int_equal(tree_find(&world->tree, "/etc/file")->kind, TREE_FILE);
}

static void
a_fifo_is_refused(void **state)
{
	struct world *world = *state;

	put(world, "site/x", "x", 0644);
	assert_int_equal(mkfifo(on_host(world, "site/pipe"), 0600), 0);
	ask(world, "site", "/srv");
	expect_failure(world, ERROR_REFUSED, "site/pipe\" is a fifo; an image takes files");
}

static void
a_device_is_refused(void **state)
{
	struct world *world = *state;

	ask(world, "/dev/null", "/dev/null");
	expect_failure(world, ERROR_REFUSED, "\"/dev/null\" is a device; an image takes files");
}

static void
an_entry_can_be_a_link(void **state)
{
	struct world *world = *state;

	ask(world, NULL, "/bin/sh")->link = "busybox";
	assert_int_equal(add(world), 0);
	expect_paths(world, "/bin /bin/sh");
	assert_string_equal(world->tree.entries[1].link, "busybox");
}

static void
a_link_needs_a_name(void **state)
{
	struct world *world = *state;

	ask(world, NULL, "/bin/")->link = "busybox";
	expect_failure(world, ERROR_USAGE, "needs a name after the last \"/\"");
}

static void
an_entry_can_be_an_empty_folder(void **state)
{
	struct world *world = *state;
	struct spec_file *file = ask(world, NULL, "/data/");

	file->mode = 0700;
	file->owner = file->group = 65532;
	ask(world, NULL, "/cache/");
	assert_int_equal(add(world), 0);
	expect_paths(world, "/cache /data");
	assert_int_equal(world->tree.entries[0].mode, 0755);
	assert_int_equal(world->tree.entries[1].kind, TREE_FOLDER);
	assert_int_equal(world->tree.entries[1].mode, 0700);
	assert_int_equal(world->tree.entries[1].owner, 65532);
}

static void
an_entry_of_nothing_is_refused(void **state)
{
	struct world *world = *state;

	ask(world, NULL, "/data");
	expect_failure(world, ERROR_USAGE, "\"/data\" has no `from`; end `to` with \"/\"");
}

static void
what_a_build_installed_becomes_the_root(void **state)
{
	struct world *world = *state;

	put(world, "usr/bin/tool", "x", 0755);
	assert_int_equal(symlink("/usr/bin/tool", on_host(world, "usr/bin/absolute")), 0);
	assert_int_equal(symlink("../../../../tool", on_host(world, "usr/bin/climbing")), 0);
	assert_int_equal(files_add_folder(&world->tree, world->project.path, "/", &world->err), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	expect_paths(world, "/usr /usr/bin /usr/bin/absolute /usr/bin/climbing /usr/bin/tool");
	assert_string_equal(tree_find(&world->tree, "/usr/bin/absolute")->link, "/usr/bin/tool");
	assert_int_equal(tree_find(&world->tree, "/usr/bin/tool")->mode, 0755);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_file_lands_at_the_path_or_in_the_folder),
	    TEST(what_is_excluded_is_left_out_with_all_below_it),
	    TEST(only_the_x_bit_counts_unless_a_mode_is_given),
	    TEST(a_folder_lands_with_all_below_it),
	    TEST(folders_may_share_a_place),
	    TEST(two_files_for_one_path_are_refused),
	    TEST(what_is_not_there_is_not_found),
	    TEST(a_file_is_no_folder),
	    TEST(from_may_climb_and_be_absolute),
	    TEST(links_inside_stay_links),
	    TEST(links_that_leave_are_refused),
	    TEST(a_named_link_is_followed),
	    TEST(a_fifo_is_refused),
	    TEST(a_device_is_refused),
	    TEST(an_entry_can_be_a_link),
	    TEST(a_link_needs_a_name),
	    TEST(an_entry_can_be_an_empty_folder),
	    TEST(an_entry_of_nothing_is_refused),
	    TEST(what_a_build_installed_becomes_the_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
