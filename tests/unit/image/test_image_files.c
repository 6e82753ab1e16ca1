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
	assert_string_equal(files.items[2].link, "/a");
	assert_int_equal(files.items[2].size, 3);
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

/* Each path, its type where that is not a file's, and what a hard link leads
 * to. */
static const char *
links_of(struct world *world)
{
	struct image_files files;
	struct text_list paths = {0};
	size_t i;

	read_image(world);
	assert_int_equal(image_list_files(&world->arena, &world->store, &world->image.manifests[0],
			     &files, &world->err),
	    0);
	for (i = 0; i < files.count; i++) {
		const struct image_file *file = &files.items[i];

		text_list_add(&paths, &world->arena,
		    arena_printf(&world->arena, "%s:%c%s%zu.%zu", file->path, file->type,
			file->type == '1' ? file->link : "", file->layer, file->order));
	}
	return text_list_join(&paths, &world->arena, " ");
}

static const char *
failure_of(struct world *world)
{
	struct image_files files;

	read_image(world);
	assert_int_equal(image_list_files(&world->arena, &world->store, &world->image.manifests[0],
			     &files, &world->err),
	    -1);
	assert_int_equal(world->err.kind, ERROR_FAILED);
	return world->err.text + strlen(world->store.name) + 2;
}

static void
a_hard_link_outlives_the_name_that_it_was_made_from(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){
		{"x", '0', "1"}, {"a", '1', "x"}, {"b", '1', "./x"}, {NULL, 0, NULL}});
	assert_string_equal(links_of(world), "/a:00.0 /b:1/a0.0 /x:1/a0.0");
	add_layer(world, (struct member[]){{".wh.x", '0', ""}, {"c", '1', "b"}, {NULL, 0, NULL}});
	assert_string_equal(links_of(world), "/a:00.0 /b:1/a0.0 /c:1/a0.0");
	add_layer(world, (struct member[]){{"a", '0', "other"}, {NULL, 0, NULL}});
	assert_string_equal(links_of(world), "/a:02.0 /b:00.0 /c:1/b0.0");
}

static void
a_hard_link_to_nothing_or_to_a_folder_is_refused(void **state)
{
	struct world *world = *state;

	add_layer(world, (struct member[]){{"d", '5', NULL}, {"x", '0', ""}, {NULL, 0, NULL}});
	add_layer(world, (struct member[]){{"a", '1', "d"}, {NULL, 0, NULL}});
	assert_string_equal(
	    failure_of(world), "\"/a\" is a hard link to \"/d\", which is a folder");
	world->layer_count--;
	add_layer(world, (struct member[]){{".wh.x", '0', ""}, {"a", '1', "x"}, {NULL, 0, NULL}});
	assert_string_equal(
	    failure_of(world), "\"/a\" is a hard link to \"/x\", which is not there");
}

static void
what_was_taken_away_can_come_back_without_what_was_in_it(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"d", '5', NULL}, {"d/x", '0', ""}, {"f", '0', ""}, {NULL, 0, NULL}});
	add_layer(
	    world, (struct member[]){{".wh.d", '0', ""}, {".wh.f", '0', ""}, {NULL, 0, NULL}});
	assert_string_equal(tree_of(world), "");
	add_layer(world, (struct member[]){{"d/y", '0', ""}, {"f", '0', ""}, {NULL, 0, NULL}});
	assert_string_equal(tree_of(world), "/d/y /f");
	add_layer(world,
	    (struct member[]){{"d/.wh..wh..opq", '0', ""}, {"d", '5', NULL}, {"d/x/z", '0', ""},
		{NULL, 0, NULL}});
	assert_string_equal(links_of(world), "/d:53.1 /d/x/z:03.2 /f:02.1");
}

static void
a_folder_that_is_a_link_leads_where_it_leads_inside_the_image(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"usr/lib", '5', NULL}, {"usr/lib/old", '0', ""},
		{"lib", '2', "../../usr/lib"}, {"run", '2', "/usr/run"}, {"again", '2', "./lib"},
		{NULL, 0, NULL}});
	add_layer(world,
	    (struct member[]){{"lib/x", '0', ""}, {"again/y", '0', ""}, {"run/pid", '0', ""},
		{"lib/.wh.old", '0', ""}, {"z", '1', "lib/x"}, {NULL, 0, NULL}});
	assert_string_equal(
	    tree_of(world), "/again /lib /run /usr/lib /usr/lib/x /usr/lib/y /usr/run/pid /z");
}

static void
links_that_lead_round_are_refused_and_so_is_a_file_below_a_file(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"a", '2', "b"}, {"b", '2', "a"}, {"f", '0', ""}, {NULL, 0, NULL}});
	add_layer(world, (struct member[]){{"a/x", '0', ""}, {NULL, 0, NULL}});
	assert_string_equal(failure_of(world), "\"/a/x\": it leads through more than 40 links");
	world->layer_count--;
	add_layer(world, (struct member[]){{"f/x", '0', ""}, {NULL, 0, NULL}});
	assert_string_equal(failure_of(world), "\"/f/x\": what it lies in is no folder");
}

static int
collect(void *context, const struct image_file *file, struct layer_read *layer, struct error *err)
{
	char bytes[16];
	ssize_t got = layer_read_content(layer, bytes, sizeof(bytes), err);

	if (got < 0)
		return -1;
	text_printf(context, "%s=%.*s ", file->path, (int)got, bytes);
	return 0;
}

static void
content_comes_from_the_entry_that_made_the_file(void **state)
{
	struct world *world = *state;
	struct image_files files;
	const struct image_file *wanted[8];
	struct image_contents contents = {.files = wanted, .take = collect};
	struct text text;
	size_t i;

	text_init(&text, &world->arena);
	add_layer(world,
	    (struct member[]){
		{"z", '0', "old"}, {"y", '0', "one"}, {"y", '0', "two"}, {NULL, 0, NULL}});
	add_layer(world,
	    (struct member[]){
		{"z", '0', "new"}, {"a", '1', "y"}, {".wh.y", '0', ""}, {NULL, 0, NULL}});
	/* the link's target is gone in its own layer */
	assert_string_equal(
	    failure_of(world), "\"/a\" is a hard link to \"/y\", which is not there");
	world->layer_count--;
	add_layer(world,
	    (struct member[]){
		{"z", '0', "new"}, {"a", '1', "y"}, {"b", '5', NULL}, {NULL, 0, NULL}});
	assert_string_equal(links_of(world), "/a:00.2 /b:51.2 /y:1/a0.2 /z:01.0");
	assert_int_equal(image_list_files(&world->arena, &world->store, &world->image.manifests[0],
			     &files, &world->err),
	    0);
	for (i = 0; i < files.count; i++)
		if (files.items[i].type == '0')
			wanted[contents.count++] = &files.items[i];
	contents.context = &text;
	assert_int_equal(
	    image_read_contents(&world->store, &world->image.manifests[0], &contents, &world->err),
	    0);
	assert_string_equal(text_string(&text), "/a=two /z=new ");
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
	    TEST(a_hard_link_outlives_the_name_that_it_was_made_from),
	    TEST(a_hard_link_to_nothing_or_to_a_folder_is_refused),
	    TEST(what_was_taken_away_can_come_back_without_what_was_in_it),
	    TEST(a_folder_that_is_a_link_leads_where_it_leads_inside_the_image),
	    TEST(links_that_lead_round_are_refused_and_so_is_a_file_below_a_file),
	    TEST(content_comes_from_the_entry_that_made_the_file),
	    TEST(an_image_without_layers_has_no_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
