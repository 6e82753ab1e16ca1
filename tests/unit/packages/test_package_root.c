#include "packages/package_root.h"

#include "deb_sample.h"

static int
provide(struct world *world, struct package_root *ret_root)
{
	const struct package_root_request request = {
	    .store = {world->home, &world->places}, .packages = {world->packages, world->count}};

	world->err = (struct error){0};
	return package_root_provide(&world->arena, &request, ret_root, &world->err);
}

static void
add(struct world *world, const char *name, const struct member *data, const char *script)
{
	put_deb(world, &(const struct sample){name, data, script, ".xz"});
}

static const struct member shell[] = {{"./", '5', NULL, 0755, 0}, {"./bin/", '5', NULL, 0755, 0},
    {"./bin/dash", '0', "dash", 0755, 0}, {"./bin/sh", '2', "dash", 0777, 0},
    {"./lib64/", '5', NULL, 0755, 0}, {"./lib64/ld.so", '2', "/lib/x/ld.so", 0777, 0}, END};
static const struct member library[] = {{"./usr/", '5', NULL, 0755, 0},
    {"./usr/bin/", '5', NULL, 0755, 0}, {"./usr/bin/tool", '0', "tool", 0755, 0},
    {"./lib/", '5', NULL, 0755, 0}, {"./lib/x/", '5', NULL, 0755, 0},
    {"./lib/x/ld.so", '0', "loader", 0755, 0}, END};

static void
the_folders_of_packages_become_one_with_usr_merged(void **state)
{
	struct world *world = *state;
	SCOPED(package_root) struct package_root root = {.lock = -1};

	add(world, "shell", shell, NULL);
	add(world, "library", library, NULL);
	assert_int_equal(provide(world, &root), 0);
	assert_true(root.made);
	assert_string_equal(content(world, root.folder, "usr/bin/dash"), "dash");
	assert_string_equal(content(world, root.folder, "bin/sh"), "dash");
	assert_string_equal(content(world, root.folder, "usr/lib/x/ld.so"), "loader");
	assert_string_equal(target(world, root.folder, "bin"), "usr/bin");
	assert_string_equal(target(world, root.folder, "sbin"), "usr/sbin");
	assert_string_equal(target(world, root.folder, "lib64"), "usr/lib64");
	assert_string_equal(target(world, root.folder, "lib64/ld.so"), "/lib/x/ld.so");
	assert_false(file_exists(path_join(&world->arena, root.folder, "lib32")));
	assert_true(file_is_folder(path_join(&world->arena, root.folder, "toolchain")));
	assert_string_equal(content(world, root.folder, "etc/passwd"), "");
	assert_string_equal(content(world, root.folder, "../packages"),
	    arena_printf(&world->arena, "library 1 %s\nshell 1 %s\n", world->packages[1].sha256,
		world->packages[0].sha256));
	assert_string_equal(
	    path_base(path_folder(&world->arena, root.folder)), digest_hex(&root.digest));
}

static void
a_root_does_not_depend_on_order_and_umask_and_is_made_once(void **state)
{
	struct world *world = *state;
	SCOPED(package_root) struct package_root first = {.lock = -1}, second = {.lock = -1};
	struct locked_package swapped;

	add(world, "shell", shell, NULL);
	add(world, "library", library, NULL);
	umask(077);
	assert_int_equal(provide(world, &first), 0);
	assert_int_equal(status_of(world, first.folder, "").st_mode & 07777, 0755);
	assert_int_equal(status_of(world, first.folder, "usr/bin").st_mode & 07777, 0755);
	assert_int_equal(status_of(world, first.folder, "usr/bin").st_mtime, 0);
	assert_int_equal(status_of(world, first.folder, "").st_mtime, 0);
	assert_int_equal(status_of(world, first.folder, "bin").st_mtime, 0);
	assert_int_equal(status_of(world, first.folder, "etc/passwd").st_mtime, 0);
	assert_int_equal(status_of(world, first.folder, "usr/bin/tool").st_mtime, MEMBER_TIME);

	swapped = world->packages[0];
	world->packages[0] = world->packages[1];
	world->packages[1] = swapped;
	assert_int_equal(provide(world, &second), 0);
	assert_false(second.made);
	assert_string_equal(first.folder, second.folder);
	assert_string_equal(first.digest.text, second.digest.text);
}

static void
files_are_those_of_the_store(void **state)
{
	struct world *world = *state;
	SCOPED(package_root) struct package_root root = {.lock = -1};

	add(world, "library", library, NULL);
	assert_int_equal(provide(world, &root), 0);
	assert_int_equal(status_of(world, root.folder, "usr/bin/tool").st_ino,
	    status_of(world, package_store_folder(&world->arena, world->home, &world->packages[0]),
		"root/usr/bin/tool")
		.st_ino);
}

static void
different_things_at_one_path_are_an_error_that_names_both(void **state)
{
	static const struct {
		struct member one, other;
		bool same;
	} rows[] = {
	    {{"./x", '0', "one", 0, 0}, {"./x", '0', "two", 0, 0}, false},
	    {{"./x", '0', "one", 0, 0}, {"./x", '0', "one", 0755, 0}, false},
	    {{"./x", '0', "one", 0, 0}, {"./x", '2', "one", 0, 0}, false},
	    {{"./x", '2', "one", 0, 0}, {"./x", '2', "two", 0, 0}, false},
	    {{"./x", '5', NULL, 0755, 0}, {"./x", '2', "two", 0, 0}, false},
	    {{"./x", '5', NULL, 0755, 0}, {"./x", '0', "two", 0, 0}, false},
	    {{"./x", '5', NULL, 0755, 0}, {"./x", '5', NULL, 0700, 0}, true},
	    {{"./x", '0', "one", 0, 0}, {"./x", '0', "one", 0, 0}, true},
	    {{"./x", '2', "one", 0, 0}, {"./x", '2', "one", 0, 0}, true},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct member one[] = {rows[i].one, END}, other[] = {rows[i].other, END};
		SCOPED(package_root) struct package_root root = {.lock = -1};

		world->count = 0;
		add(world, "one", one, NULL);
		add(world, "other", other, NULL);
		assert_int_equal(provide(world, &root), rows[i].same ? 0 : -1);
		if (rows[i].same)
			continue;
		assert_non_null(strstr(world->err.text, "\"one 1\""));
		assert_non_null(strstr(world->err.text, "\"other 1\""));
		assert_non_null(strstr(world->err.text, "\"/x\""));
	}
}

static void
a_conflict_leaves_no_root(void **state)
{
	const struct member one[] = {{"./x", '0', "1", 0, 0}, END},
			    other[] = {{"./x", '0', "2", 0, 0}, END};
	struct world *world = *state;
	SCOPED(package_root) struct package_root root = {.lock = -1};

	add(world, "one", one, NULL);
	add(world, "other", other, NULL);
	assert_int_equal(provide(world, &root), -1);
	assert_int_equal(rmdir(path_join(&world->arena, world->home, "roots")), 0);
}

static void
a_link_that_the_merge_turned_on_itself_gives_way(void **state)
{
	const struct member data[] = {{"./bin/", '5', NULL, 0755, 0},
	    {"./bin/which", '0', "which", 0755, 0}, {"./usr/", '5', NULL, 0755, 0},
	    {"./usr/bin/", '5', NULL, 0755, 0}, {"./usr/bin/which", '2', "/bin/which", 0, 0}, END};
	const struct member links[] = {
	    {"./bin", '2', "usr/bin", 0, 0}, {"./lib", '2', "usr/lib", 0, 0}, END};
	struct world *world = *state;
	SCOPED(package_root) struct package_root root = {.lock = -1};

	add(world, "which", data, NULL);
	/* as base-files of later Debians */
	add(world, "base", links, NULL);
	assert_int_equal(provide(world, &root), 0);
	assert_string_equal(content(world, root.folder, "usr/bin/which"), "which");
	assert_string_equal(target(world, root.folder, "bin"), "usr/bin");
}

static void
of_two_versions_of_a_package_the_later_counts(void **state)
{
	const struct member old[] = {{"./x", '0', "old", 0, 0}, {"./y", '0', "old", 0, 0}, END},
			    new[] = {{"./x", '0', "new", 0, 0}, END};
	struct world *world = *state;
	SCOPED(package_root) struct package_root root = {.lock = -1};

	add(world, "x", old, NULL);
	add(world, "y", old, NULL);
	world->packages[1].name = "x";
	world->count = 1;
	put_deb(world, &(const struct sample){"z", new, NULL, ".xz"})->name = "x";
	assert_int_equal(provide(world, &root), 0);
	assert_string_equal(content(world, root.folder, "x"), "new");
	assert_string_equal(content(world, root.folder, "y"), "(none)");
}

static const struct member mawk[] = {{"./usr/", '5', NULL, 0755, 0},
    {"./usr/bin/", '5', NULL, 0755, 0}, {"./usr/bin/mawk", '0', "mawk", 0755, 0}, END};
static const struct member gawk[] = {{"./usr/", '5', NULL, 0755, 0},
    {"./usr/bin/", '5', NULL, 0755, 0}, {"./usr/bin/gawk", '0', "gawk", 0755, 0}, END};

static void
an_alternative_goes_to_the_highest_priority(void **state)
{
	struct world *world = *state;
	SCOPED(package_root) struct package_root root = {.lock = -1};

	add(world, "mawk", mawk,
	    "update-alternatives --install /usr/bin/awk awk /usr/bin/mawk 5 "
	    "--slave /usr/bin/nawk nawk /usr/bin/mawk --slave /usr/bin/oawk oawk /usr/bin/mawk\n");
	add(world, "gawk", gawk,
	    "update-alternatives --install /usr/bin/awk awk /usr/bin/gawk 10 "
	    "--slave /usr/bin/nawk nawk /bin/gawk\n");
	assert_int_equal(provide(world, &root), 0);
	assert_string_equal(target(world, root.folder, "usr/bin/awk"), "/etc/alternatives/awk");
	assert_string_equal(target(world, root.folder, "etc/alternatives/awk"), "/usr/bin/gawk");
	assert_string_equal(target(world, root.folder, "etc/alternatives/nawk"), "/bin/gawk");
	/* a link that follows one that lost */
	assert_string_equal(target(world, root.folder, "usr/bin/oawk"), "(none)");
}

static void
of_equal_priorities_the_first_name_gets_the_alternative(void **state)
{
	struct world *world = *state;
	SCOPED(package_root) struct package_root root = {.lock = -1};

	add(world, "mawk", mawk, "update-alternatives --install /bin/awk awk /usr/bin/mawk 5\n");
	add(world, "gawk", gawk, "update-alternatives --install /bin/awk awk /usr/bin/gawk 5\n");
	assert_int_equal(provide(world, &root), 0);
	assert_string_equal(target(world, root.folder, "etc/alternatives/awk"), "/usr/bin/gawk");
	assert_string_equal(target(world, root.folder, "usr/bin/awk"), "/etc/alternatives/awk");
}

static void
an_alternative_that_leads_nowhere_or_is_in_the_way_is_left_out(void **state)
{
	struct world *world = *state;
	SCOPED(package_root) struct package_root root = {.lock = -1};

	add(world, "mawk", mawk,
	    "update-alternatives --install /usr/bin/a a /usr/bin/missing 5\n"
	    "update-alternatives --install /usr/missing/b b /usr/bin/mawk 5\n"
	    "update-alternatives --install /usr/bin/mawk c /usr/bin/mawk 5\n"
	    "update-alternatives --install /usr/bin/d d /usr/bin 5\n");
	assert_int_equal(provide(world, &root), 0);
	assert_string_equal(content(world, root.folder, "usr/bin/mawk"), "mawk");
	/* the folder is empty */
	assert_int_equal(rmdir(path_join(&world->arena, root.folder, "etc/alternatives")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_folders_of_packages_become_one_with_usr_merged),
	    TEST(a_root_does_not_depend_on_order_and_umask_and_is_made_once),
	    TEST(files_are_those_of_the_store),
	    TEST(different_things_at_one_path_are_an_error_that_names_both),
	    TEST(a_conflict_leaves_no_root),
	    TEST(a_link_that_the_merge_turned_on_itself_gives_way),
	    TEST(of_two_versions_of_a_package_the_later_counts),
	    TEST(an_alternative_goes_to_the_highest_priority),
	    TEST(of_equal_priorities_the_first_name_gets_the_alternative),
	    TEST(an_alternative_that_leads_nowhere_or_is_in_the_way_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
