#include "foreign.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int
unpack(struct world *world)
{
	read_image(world);
	return image_unpack(
	    &world->store, &world->image.manifests[0], world->unpacked.path, NULL, &world->err);
}

static const char *
content(struct world *world, const char *path)
{
	struct text bytes;

	if (file_read(&world->arena, path_join(&world->arena, world->unpacked.path, path), 1000,
		&bytes, &world->err) != 0)
		return "(none)";
	return text_string(&bytes);
}

/* A folder outside, with a file; the test looks at both afterwards. */
static char *
make_outside(struct world *world)
{
	char *outside = path_join(&world->arena, world->folder.path, "outside");

	assert_int_equal(mkdir(outside, 0700), 0);
	assert_int_equal(
	    file_write(path_join(&world->arena, outside, "kept"), "kept", 4, 0600, &world->err), 0);
	return outside;
}

static void
assert_outside_is_as_it_was(struct world *world, const char *outside)
{
	struct text bytes;
	char *kept = path_join(&world->arena, outside, "kept");

	assert_int_equal(file_read(&world->arena, kept, 100, &bytes, &world->err), 0);
	assert_string_equal(text_string(&bytes), "kept");
	assert_int_equal(unlink(kept), 0);
	assert_int_equal(rmdir(outside), 0);
}

static void
layers_lie_over_each_other_as_they_are_listed(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"a", '0', "1"}, {"d", '5', NULL}, {"d/x", '0', "1"}, {"g", '0', "1"},
		{"h", '1', "g"}, {"no/parent", '0', "1"}, {NULL, 0, NULL}});
	add_layer(world,
	    (struct member[]){{"a", '0', "2"}, {"d/y", '0', "2"}, {".wh.g", '0', ""},
		{"new", '0', "2"}, {".wh.new", '0', ""}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), 0);
	assert_string_equal(content(world, "a"), "2");
	assert_string_equal(content(world, "d/x"), "1");
	assert_string_equal(content(world, "d/y"), "2");
	assert_string_equal(content(world, "g"), "(none)");
	assert_string_equal(content(world, "h"), "1");
	assert_string_equal(content(world, "no/parent"), "1");
	assert_string_equal(content(world, "new"), "2");
}

static void
an_opaque_marker_empties_what_lay_below_wherever_it_stands(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){
		{"d", '5', NULL}, {"d/x", '0', "1"}, {"d/s/t", '0', "1"}, {NULL, 0, NULL}});
	add_layer(world,
	    (struct member[]){{"d/y", '0', "2"}, {"d/.wh..wh..opq", '0', ""}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), 0);
	assert_string_equal(content(world, "d/x"), "(none)");
	assert_string_equal(content(world, "d/s/t"), "(none)");
	assert_string_equal(content(world, "d/y"), "2");
}

static void
links_lead_where_they_would_inside(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"usr/lib", '5', NULL}, {"lib", '2', "/usr/lib"}, {"lib/a", '0', "1"},
		{"up", '2', "../../../usr"}, {"up/b", '0', "2"}, {"c", '1', "lib/a"},
		{NULL, 0, NULL}});
	assert_int_equal(unpack(world), 0);
	assert_string_equal(content(world, "usr/lib/a"), "1");
	assert_string_equal(content(world, "usr/b"), "2");
	assert_string_equal(content(world, "c"), "1");
}

static void
names_that_climb_stay_inside(void **state)
{
	struct world *world = *state;
	char *outside = make_outside(world);

	add_layer(world,
	    (struct member[]){{"../../../a", '0', "1"}, {"d/../../../b", '0', "1"},
		{arena_printf(&world->arena, "../../../../../../..%s/kept", outside), '0', "1"},
		{arena_printf(&world->arena, "%s/new", outside), '0', "1"}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), 0);
	assert_string_equal(content(world, "a"), "1");
	assert_string_equal(content(world, "b"), "1");
	assert_outside_is_as_it_was(world, outside);
}

static void
links_to_outside_lead_nowhere(void **state)
{
	struct world *world = *state;
	char *outside = make_outside(world);

	add_layer(world,
	    (struct member[]){{"out", '2', outside},
		{"kept", '2', path_join(&world->arena, outside, "kept")}, {"kept", '0', "1"},
		{NULL, 0, NULL}});
	assert_int_equal(unpack(world), 0);
	assert_string_equal(content(world, "kept"), "1");
	add_layer(world, (struct member[]){{"out/.wh.kept", '0', ""}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), 0);
	add_layer(world, (struct member[]){{"out/new", '0', "1"}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), -1);
	assert_int_equal(world->err.kind, ERROR_FAILED);
	assert_outside_is_as_it_was(world, outside);
}

static void
a_hard_link_to_outside_is_an_error(void **state)
{
	struct world *world = *state;
	char *outside = make_outside(world);

	add_layer(world,
	    (struct member[]){
		{"mine", '1', path_join(&world->arena, outside, "kept")}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), -1);
	assert_non_null(strstr(world->err.text, "cannot link \"/mine\""));
	assert_string_equal(content(world, "mine"), "(none)");
	assert_outside_is_as_it_was(world, outside);
}

static void
a_whiteout_of_dots_is_an_error(void **state)
{
	struct world *world = *state;

	add_layer(world, (struct member[]){{"a", '0', "1"}, {NULL, 0, NULL}});
	add_layer(world, (struct member[]){{"d/.wh...", '0', ""}, {NULL, 0, NULL}});
	/* the folder is not there: nothing is below it */
	assert_int_equal(unpack(world), 0);
	world->layer_count = 1;
	add_layer(world, (struct member[]){{".wh...", '0', ""}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), -1);
	assert_non_null(strstr(world->err.text, "is no whiteout that makes sense"));
}

static void
folders_are_made_inside_wherever_links_lead(void **state)
{
	struct world *world = *state;
	char *outside = make_outside(world);
	SCOPED(fd) int root = open(world->unpacked.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(fd) int made = -1, through = -1;

	assert_true(root >= 0);
	made = image_make_folder(root, "a/../b//c", NULL, &world->err);
	assert_true(made >= 0);
	assert_true(file_is_folder(path_join(&world->arena, world->unpacked.path, "b/c")));
	assert_int_equal(symlinkat(outside, root, "out"), 0);
	assert_int_equal(image_make_folder(root, "out/new", NULL, &world->err), -1);
	assert_int_equal(symlinkat("/b", root, "through"), 0);
	through = image_make_folder(root, "/through/d", NULL, &world->err);
	assert_true(through >= 0);
	assert_true(file_is_folder(path_join(&world->arena, world->unpacked.path, "b/d")));
	assert_int_equal(image_open_inside(root, "/out/kept", O_RDONLY), -1);
	assert_int_equal(errno, ENOENT);
	assert_outside_is_as_it_was(world, outside);
}

static void
a_layer_that_is_not_what_its_config_says_is_damaged(void **state)
{
	struct world *world = *state;
	struct digest right;

	add_layer(world, (struct member[]){{"a", '0', "1"}, {NULL, 0, NULL}});
	read_image(world);
	right = world->image.manifests[0].config.diff_ids[0];
	world->image.manifests[0].config.diff_ids[0] = world->config.digest;
	assert_int_equal(image_unpack(&world->store, &world->image.manifests[0],
			     world->unpacked.path, NULL, &world->err),
	    -1);
	assert_non_null(strstr(world->err.text, right.text));
	assert_non_null(strstr(world->err.text, "but the config says"));
}

/* A path of `depth` folders whose names have one letter. */
static char *
deep_path(struct world *world, char first, size_t depth)
{
	struct text path;
	size_t i;

	text_init(&path, &world->arena);
	text_printf(&path, "%c", first);
	for (i = 0; i < depth; i++)
		text_append(&path, "/d", 2);
	return arena_strdup(&world->arena, text_string(&path));
}

static void
folders_that_no_entry_makes_are_counted(void **state)
{
	enum { DEPTH = 1800 };
	struct world *world = *state;

	/* one such path is allowed */
	add_layer(
	    world, (struct member[]){{deep_path(world, 'a', DEPTH), '0', "1"}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), 0);
	add_layer(world,
	    (struct member[]){{deep_path(world, 'b', DEPTH), '0', "1"},
		{deep_path(world, 'c', DEPTH), '0', "1"}, {NULL, 0, NULL}});
	assert_int_equal(unpack(world), -1);
	assert_int_equal(world->err.kind, ERROR_FAILED);
	assert_non_null(strstr(world->err.text, "have no entry of their own; it is a bomb"));
}

static void
the_latest_owner_of_a_file_counts_and_a_folder_without_entry_is_roots(void **state)
{
	struct world *world = *state;
	struct image_owners owners = {.arena = &world->arena};
	const struct image_owner first = {.user = 7, .group = 70000},
				 own = {geteuid(), getegid(), 0750};
	const uint32_t more[] = {9, 7};
	uint32_t *ids;
	size_t count;
	SCOPED(fd) int root = -1;
	struct stat status;

	add_layer(world,
	    (struct member[]){
		{"a", '0', "1"}, {"b", '1', "a"}, {"made/c", '0', "1"}, {NULL, 0, NULL}});
	read_image(world);
	assert_int_equal(image_unpack(&world->store, &world->image.manifests[0],
			     world->unpacked.path, &owners, &world->err),
	    0);
	root = open(world->unpacked.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(root >= 0);
	assert_int_equal(image_owners_ids(&owners, NULL, 0, &count)[0], 0);
	assert_int_equal(count, 1);
	assert_false(image_owners_differ(&owners, 0, 0));
	image_owners_note(&owners, root, "a", &first);
	ids = image_owners_ids(&owners, more, 2, &count);
	assert_int_equal(count, 4);
	assert_int_equal(ids[1], 7);
	assert_int_equal(ids[2], 9);
	assert_int_equal(ids[3], 70000);
	assert_true(image_owners_differ(&owners, 0, 0));
	/* the tests may run as an ordinary user, who can give files only to
	 * himself */
	image_owners_note(&owners, root, ".", &own);
	image_owners_note(&owners, root, "made", &own);
	image_owners_note(&owners, root, "made/c", &own);
	image_owners_note(&owners, root, "b", &own);
	assert_int_equal(image_owners_apply(&owners, root, &world->err), 0);
	assert_int_equal(fstatat(root, "a", &status, 0), 0);
	assert_int_equal(status.st_uid, geteuid());
	assert_int_equal(status.st_mode & 07777, 0750);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(layers_lie_over_each_other_as_they_are_listed),
	    TEST(an_opaque_marker_empties_what_lay_below_wherever_it_stands),
	    TEST(links_lead_where_they_would_inside),
	    TEST(names_that_climb_stay_inside),
	    TEST(links_to_outside_lead_nowhere),
	    TEST(a_hard_link_to_outside_is_an_error),
	    TEST(a_whiteout_of_dots_is_an_error),
	    TEST(folders_are_made_inside_wherever_links_lead),
	    TEST(a_layer_that_is_not_what_its_config_says_is_damaged),
	    TEST(folders_that_no_entry_makes_are_counted),
	    TEST(the_latest_owner_of_a_file_counts_and_a_folder_without_entry_is_roots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
