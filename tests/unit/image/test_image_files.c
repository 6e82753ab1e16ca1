#include "foreign.h"

/* The paths of the merged tree, with blanks between them. */
static const char *
tree_of(struct world *world)
{
	struct image_files files;
	struct text_list paths = {0};
	size_t i;

	read_image(world);
	assert_int_equal(image_list_files(&world->arena, &world->store, &world->image.manifests[0],
			     &files, &world->err),
	    0);
	for (i = 0; i < files.count; i++)
		text_list_add(&paths, &world->arena, files.items[i].path);
	return text_list_join(&paths, &world->arena, " ");
}

static void
names_are_cleaned_and_sorted_and_climb_nowhere(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"./b//c", '0', ""}, {"../../a", '0', ""}, {"/b/../d", '0', ""},
		{".", '5', NULL}, {"b/./e/", '5', NULL}, {NULL, 0, NULL}});
	assert_string_equal(tree_of(world), "/a /b/c /b/e /d");
}

static void
an_entry_says_its_type_size_owner_and_link(void **state)
{
	struct world *world = *state;
	struct image_files files;

	add_layer(world,
	    (struct member[]){{"a", '0', "abc"}, {"b", '2', "a"}, {"c", '1', "a"}, {"d", '5', NULL},
		{"e", '6', NULL}, {NULL, 0, NULL}});
	read_image(world);
	assert_int_equal(image_list_files(&world->arena, &world->store, &world->image.manifests[0],
			     &files, &world->err),
	    0);
	assert_int_equal(files.count, 5);
	assert_int_equal(files.items[0].type, '0');
	assert_int_equal(files.items[0].size, 3);
	assert_int_equal(files.items[0].mode, 0755);
	assert_int_equal(files.items[1].type, '2');
	assert_string_equal(files.items[1].link, "a");
	assert_int_equal(files.items[2].type, '1');
	assert_string_equal(files.items[2].link, "a");
	assert_int_equal(files.items[3].type, '5');
	assert_int_equal(files.items[4].type, '6');
	assert_int_equal(files.unpacked, world->layers[0].size);
}

static void
a_whiteout_takes_a_file_or_a_folder_from_the_layers_below(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"a", '0', ""}, {"d", '5', NULL}, {"d/x", '0', ""},
		{"d/y/z", '0', ""}, {"da", '0', ""}, {NULL, 0, NULL}});
	add_layer(world,
	    (struct member[]){{".wh.d", '0', ""}, {".wh.gone", '0', ""}, {"e", '0', ""},
		{".wh.e", '0', ""}, {NULL, 0, NULL}});
	assert_string_equal(tree_of(world), "/a /da /e");
}

static void
an_opaque_folder_keeps_itself_and_what_its_own_layer_has(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){
		{"d", '5', NULL}, {"d/x", '0', ""}, {"d/s/t", '0', ""}, {NULL, 0, NULL}});
	add_layer(world,
	    (struct member[]){{"d/new", '0', ""}, {"d/.wh..wh..opq", '0', ""}, {NULL, 0, NULL}});
	assert_string_equal(tree_of(world), "/d /d/new");
}

static void
an_opaque_root_hides_everything_below(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"d", '5', NULL}, {"d/x", '0', ""}, {"e", '0', ""}, {NULL, 0, NULL}});
	add_layer(
	    world, (struct member[]){{".wh..wh..opq", '0', ""}, {"f", '0', ""}, {NULL, 0, NULL}});
	assert_string_equal(tree_of(world), "/f");
}

static void
a_folder_over_a_folder_keeps_what_is_in_it_and_all_else_replaces(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"d", '5', NULL}, {"d/x", '0', ""}, {"e", '5', NULL},
		{"e/x", '0', ""}, {"f", '0', "1"}, {NULL, 0, NULL}});
	add_layer(world,
	    (struct member[]){
		{"d", '5', NULL}, {"e", '2', "d"}, {"f", '5', NULL}, {NULL, 0, NULL}});
	assert_string_equal(tree_of(world), "/d /d/x /e /f");
}

static void
of_a_path_that_a_layer_has_twice_the_last_counts(void **state)
{
	struct world *world = *state;
	struct image_files files;

	add_layer(world,
	    (struct member[]){{"a", '0', "1"}, {"b", '0', ""}, {"a", '0', "333"},
		{"./a", '0', "22"}, {NULL, 0, NULL}});
	assert_string_equal(tree_of(world), "/a /b");
	assert_int_equal(image_list_files(&world->arena, &world->store, &world->image.manifests[0],
			     &files, &world->err),
	    0);
	assert_int_equal(files.items[0].size, 2);
}

static void
an_image_without_layers_has_no_files(void **state)
{
	assert_string_equal(tree_of(*state), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(names_are_cleaned_and_sorted_and_climb_nowhere),
	    TEST(an_entry_says_its_type_size_owner_and_link),
	    TEST(a_whiteout_takes_a_file_or_a_folder_from_the_layers_below),
	    TEST(an_opaque_folder_keeps_itself_and_what_its_own_layer_has),
	    TEST(an_opaque_root_hides_everything_below),
	    TEST(a_folder_over_a_folder_keeps_what_is_in_it_and_all_else_replaces),
	    TEST(of_a_path_that_a_layer_has_twice_the_last_counts),
	    TEST(an_image_without_layers_has_no_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
