#include "image/image_diff.h"

#include "foreign.h"

#include <unistd.h>

/*
 * Two images over one store: `left` and `right` are made one after the other,
 * from entries with all that a header can say.
 */
struct entry {
	const char *path;
	char type;
	const char *content; /* or what a link leads to */
	unsigned mode, owner, seconds;
	const char *owner_name;
	unsigned device;
	const char *attribute;
};

static void
set_header(struct archive_entry *entry, const struct entry *from)
{
	static const struct {
		char type;
		unsigned kind;
	} kinds[] = {
	    {'0', AE_IFREG}, {'5', AE_IFDIR}, {'2', AE_IFLNK}, {'3', AE_IFCHR}, {'6', AE_IFIFO}};
	size_t i;

	archive_entry_clear(entry);
	archive_entry_set_pathname(entry, from->path);
	archive_entry_set_perm(entry, from->mode == 0 ? 0644 : from->mode);
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].type == from->type)
			archive_entry_set_filetype(entry, kinds[i].kind);
	archive_entry_set_uid(entry, from->owner);
	archive_entry_set_mtime(entry, from->seconds, 0);
	archive_entry_set_size(entry, from->type == '0' ? (la_int64_t)strlen(from->content) : 0);
	if (from->type == '2')
		archive_entry_set_symlink(entry, from->content);
	if (from->owner_name != NULL)
		archive_entry_set_uname(entry, from->owner_name);
	if (from->type == '3') {
		archive_entry_set_rdevmajor(entry, from->device);
		archive_entry_set_rdevminor(entry, 1);
	}
	if (from->attribute != NULL)
		archive_entry_xattr_add_entry(
		    entry, "user.note", from->attribute, strlen(from->attribute));
}

static void
add_tar(struct world *world, const struct entry *entries)
{
	char *bytes = arena_alloc(&world->arena, TAR_LIMIT);
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	assert_int_equal(archive_write_set_format_pax(archive), ARCHIVE_OK);
	assert_int_equal(archive_write_open_memory(archive, bytes, TAR_LIMIT, &used), ARCHIVE_OK);
	for (; entries->path != NULL; entries++) {
		set_header(entry, entries);
		assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
		if (entries->type == '0' && entries->content[0] != '\0')
			assert_int_equal(
			    archive_write_data(archive, entries->content, strlen(entries->content)),
			    strlen(entries->content));
	}
	archive_entry_free(entry);
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
	world->layers[world->layer_count++] = put_bytes(world, MEDIA_OCI_LAYER, bytes, used);
}

/* The image of the layers that were added, which are none again then. */
static struct image
finish(struct world *world, const char *config)
{
	world->root = put_manifest(world, config);
	if (read_root(world) != 0)
		fail_msg("%s", world->err.text);
	world->layer_count = 0;
	return world->image;
}

static struct image
image_of(struct world *world, const struct entry *entries)
{
	add_tar(world, entries);
	return finish(world, AMD64);
}

static struct image_diff
diff(struct world *world, const struct image *left, const struct image *right)
{
	const struct image_view views[] = {
	    {&world->store, left, NULL}, {&world->store, right, NULL}};
	struct image_diff result;

	if (image_compare(&world->arena, &views[0], &views[1], &result, &world->err) != 0)
		fail_msg("%s", world->err.text);
	return result;
}

static const struct file_change *
change_of(const struct image_diff *diff, const char *path)
{
	size_t i;

	assert_int_equal(diff->platform_count, 1);
	for (i = 0; i < diff->platforms[0].file_count; i++) {
		const struct file_change *change = &diff->platforms[0].files[i];

		if (strcmp((change->left != NULL ? change->left : change->right)->path, path) == 0)
			return change;
	}
	return NULL;
}

static void
an_image_is_the_same_as_itself(void **state)
{
	struct world *world = *state;
	struct image image =
	    image_of(world, (struct entry[]){{.path = "a", .type = '0', .content = "abc"}, {0}});
	struct image_diff found = diff(world, &image, &image);

	assert_true(found.same);
	assert_int_equal(found.platform_count, 0);
}

static void
each_part_of_a_header_is_an_aspect(void **state)
{
	static const struct entry base = {
	    .path = "x", .type = '0', .content = "abc", .seconds = 5, .owner_name = "one"};
	static const struct {
		struct entry other;
		unsigned aspects;
	} rows[] = {
	    {{.path = "x",
		 .type = '0',
		 .content = "abc",
		 .mode = 0600,
		 .seconds = 5,
		 .owner_name = "one"},
		FILE_MODE},
	    {{.path = "x",
		 .type = '0',
		 .content = "abc",
		 .owner = 7,
		 .seconds = 5,
		 .owner_name = "one"},
		FILE_OWNER},
	    {{.path = "x", .type = '0', .content = "abc", .seconds = 5, .owner_name = "two"},
		FILE_OWNER},
	    {{.path = "x", .type = '0', .content = "abc", .seconds = 6, .owner_name = "one"},
		FILE_MTIME},
	    {{.path = "x", .type = '0', .content = "abd", .seconds = 5, .owner_name = "one"},
		FILE_CONTENT},
	    {{.path = "x", .type = '0', .content = "abcd", .seconds = 5, .owner_name = "one"},
		FILE_SIZE | FILE_CONTENT},
	    {{.path = "x",
		 .type = '0',
		 .content = "abc",
		 .seconds = 5,
		 .owner_name = "one",
		 .attribute = "1"},
		FILE_ATTRIBUTES},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct image left = image_of(world, (struct entry[]){base, {0}});
		struct image right = image_of(world, (struct entry[]){rows[i].other, {0}});
		struct image_diff found = diff(world, &left, &right);
		const struct file_change *change = change_of(&found, "/x");

		assert_false(found.same);
		assert_non_null(change);
		assert_int_equal(change->aspects, rows[i].aspects);
		assert_int_equal(found.platforms[0].file_count, 1);
	}
}

static void
another_type_another_target_and_another_device_are_told(void **state)
{
	struct world *world = *state;
	struct image left = image_of(world,
	    (struct entry[]){{.path = "d", .type = '3', .content = "", .device = 4},
		{.path = "l", .type = '2', .content = "here"},
		{.path = "t", .type = '5', .content = ""},
		{.path = "u", .type = '6', .content = ""}, {0}});
	struct image right = image_of(world,
	    (struct entry[]){{.path = "d", .type = '3', .content = "", .device = 5},
		{.path = "l", .type = '2', .content = "there"},
		{.path = "t", .type = '0', .content = "x"},
		{.path = "u", .type = '6', .content = ""}, {0}});
	struct image_diff found = diff(world, &left, &right);

	assert_int_equal(change_of(&found, "/d")->aspects, FILE_DEVICE);
	assert_int_equal(change_of(&found, "/l")->aspects, FILE_LINK);
	assert_true((change_of(&found, "/t")->aspects & FILE_TYPE) != 0);
	assert_null(change_of(&found, "/u"));
}

static void
what_one_side_alone_has_is_told_with_that_side(void **state)
{
	struct world *world = *state;
	struct image left = image_of(world,
	    (struct entry[]){{.path = "a", .type = '0', .content = "1"},
		{.path = "b", .type = '0', .content = "2"},
		{.path = "z", .type = '0', .content = "3"}, {0}});
	struct image right = image_of(world,
	    (struct entry[]){{.path = "a", .type = '0', .content = "1"},
		{.path = "c", .type = '0', .content = "2"},
		{.path = "z", .type = '0', .content = "3"}, {0}});
	struct image_diff found = diff(world, &left, &right);

	assert_null(change_of(&found, "/b")->right);
	assert_null(change_of(&found, "/c")->left);
	assert_null(change_of(&found, "/a"));
	assert_int_equal(found.platforms[0].file_count, 2);
}

/* Bytes of a text of 150,000, two and a bit of the blocks that are held
 * together. */
static char *
long_text(struct world *world, size_t changed)
{
	enum { LENGTH = 150000 };
	char *text = arena_alloc(&world->arena, LENGTH + 1);

	memset(text, 'a', LENGTH);
	if (changed < LENGTH)
		text[changed] = 'b';
	return text;
}

static void
the_first_byte_that_differs_is_found_in_any_block(void **state)
{
	static const size_t places[] = {0, 65535, 65536, 131071, 149999};
	struct world *world = *state;
	struct image left = image_of(world,
	    (struct entry[]){{.path = "0", .type = '0', .content = "x"},
		{.path = "f", .type = '0', .content = long_text(world, SIZE_MAX)}, {0}});
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		struct image right = image_of(world,
		    (struct entry[]){{.path = "0", .type = '0', .content = "x"},
			{.path = "f", .type = '0', .content = long_text(world, places[i])}, {0}});
		struct image_diff found = diff(world, &left, &right);
		const struct file_change *change = change_of(&found, "/f");

		assert_int_equal(change->aspects, FILE_CONTENT);
		assert_int_equal(change->first.offset, places[i]);
		assert_int_equal(change->first.left, 'a');
		assert_int_equal(change->first.right, 'b');
		assert_int_equal(found.platforms[0].layer_count, 1);
		assert_true(found.platforms[0].layers[0].first.offset > places[i]);
	}
}

static void
a_file_that_ends_earlier_differs_at_its_end(void **state)
{
	struct world *world = *state;
	char *shorter = long_text(world, SIZE_MAX);
	struct image left, right;
	struct image_diff found;

	left = image_of(world,
	    (struct entry[]){
		{.path = "f", .type = '0', .content = long_text(world, SIZE_MAX)}, {0}});
	shorter[131072] = '\0';
	right =
	    image_of(world, (struct entry[]){{.path = "f", .type = '0', .content = shorter}, {0}});
	found = diff(world, &left, &right);
	assert_int_equal(change_of(&found, "/f")->first.offset, 131072);
	assert_int_equal(change_of(&found, "/f")->first.left, 'a');
	assert_int_equal(change_of(&found, "/f")->first.right, -1);
	found = diff(world, &right, &left);
	assert_int_equal(change_of(&found, "/f")->first.left, -1);
	assert_int_equal(change_of(&found, "/f")->first.right, 'a');
}

static void
one_layer_more_is_no_other_file(void **state)
{
	struct world *world = *state;
	struct image left, right;
	struct image_diff found;

	add_tar(world,
	    (struct entry[]){{.path = "a", .type = '0', .content = "1"},
		{.path = "b", .type = '0', .content = "2"}, {0}});
	left = finish(world, AMD64);
	add_tar(world, (struct entry[]){{.path = "a", .type = '0', .content = "1"}, {0}});
	add_tar(world, (struct entry[]){{.path = "b", .type = '0', .content = "2"}, {0}});
	right = finish(world, AMD64);
	found = diff(world, &left, &right);
	assert_false(found.same);
	assert_int_equal(found.platforms[0].file_count, 0);
	assert_true(found.platforms[0].manifest.count > 0);
}

static void
what_the_config_says_is_compared_by_its_places(void **state)
{
	struct world *world = *state;
	struct image left, right;
	struct image_diff found;

	add_tar(world, (struct entry[]){{.path = "a", .type = '0', .content = "1"}, {0}});
	left = finish(world, AMD64 "\"config\":{\"User\":\"1\",\"Env\":[\"A=1\"]},");
	add_tar(world, (struct entry[]){{.path = "a", .type = '0', .content = "1"}, {0}});
	right = finish(world, AMD64 "\"config\":{\"Env\":[\"A=2\",\"B=1\"]},");
	found = diff(world, &left, &right);
	assert_int_equal(found.platforms[0].config.count, 3);
	assert_string_equal(found.platforms[0].config.items[0].place, "/config/User");
	assert_null(found.platforms[0].config.items[0].right);
	assert_string_equal(found.platforms[0].config.items[1].place, "/config/Env/0");
	assert_string_equal(found.platforms[0].config.items[1].left, "\"A=1\"");
	assert_string_equal(found.platforms[0].config.items[1].right, "\"A=2\"");
	assert_null(found.platforms[0].config.items[2].left);
	assert_int_equal(found.platforms[0].file_count, 0);
	assert_int_equal(found.platforms[0].layer_count, 0);
}

static struct image
index_of(struct world *world, const struct descriptor *first, const struct descriptor *second)
{
	world->root = put(world, MEDIA_OCI_INDEX,
	    arena_printf(&world->arena, "{\"manifests\":[%s%s%s]}", json_of(world, first),
		second == NULL ? "" : ",", second == NULL ? "" : json_of(world, second)));
	if (read_root(world) != 0)
		fail_msg("%s", world->err.text);
	return world->image;
}

static void
platforms_are_compared_with_their_own(void **state)
{
	static const char other[] = "\"os\":\"linux\",\"architecture\":\"arm64\",";
	struct world *world = *state;
	struct descriptor amd64, arm64, changed;
	struct image both, one, another;
	struct image_diff found;

	add_tar(world, (struct entry[]){{.path = "a", .type = '0', .content = "1"}, {0}});
	amd64 = put_manifest(world, AMD64);
	arm64 = put_manifest(world, other);
	world->layer_count = 0;
	add_tar(world, (struct entry[]){{.path = "a", .type = '0', .content = "2"}, {0}});
	changed = put_manifest(world, other);
	both = index_of(world, &amd64, &arm64);
	one = index_of(world, &amd64, NULL);
	another = index_of(world, &amd64, &changed);
	found = diff(world, &both, &one);
	assert_int_equal(found.platform_count, 1);
	assert_string_equal(found.platforms[0].platform, "linux/arm64");
	assert_null(found.platforms[0].right);
	found = diff(world, &one, &both);
	assert_null(found.platforms[0].left);
	found = diff(world, &both, &another);
	assert_int_equal(found.platform_count, 1);
	assert_int_equal(change_of(&found, "/a")->first.offset, 0);
	assert_true(found.root.count > 0);
}

static void
a_layer_that_is_gone_is_an_error(void **state)
{
	struct world *world = *state;
	struct image left =
	    image_of(world, (struct entry[]){{.path = "a", .type = '0', .content = "1"}, {0}});
	struct image right =
	    image_of(world, (struct entry[]){{.path = "a", .type = '0', .content = "2"}, {0}});
	const struct image_view views[] = {
	    {&world->store, &left, NULL}, {&world->store, &right, NULL}};
	struct image_diff found;

	assert_int_equal(unlink(store_blob_path(
			     &world->arena, &world->store, &right.manifests[0].layers[0].digest)),
	    0);
	assert_int_equal(
	    image_compare(&world->arena, &views[0], &views[1], &found, &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
}

static void
assert_differences(const char *left, const char *right, const char *places)
{
	struct arena arena = {0};
	struct error err;
	SCOPED(json) json_t *one = json_parse(left, strlen(left), "left", &err);
	SCOPED(json) json_t *two = json_parse(right, strlen(right), "right", &err);
	struct json_differences found = {0};
	struct text_list list = {0};
	size_t i;

	json_compare(&arena, one, two, &found);
	for (i = 0; i < found.count; i++)
		text_list_add(&list, &arena, found.items[i].place);
	assert_string_equal(text_list_join(&list, &arena, " "), places);
	arena_release(&arena);
}

static void
json_is_compared_by_value_and_named_by_rfc_6901(void **state)
{
	(void)state;
	assert_differences("{\"a\":1,\"b\":[1,2]}", "{\"b\":[1,2],\"a\":1}", "");
	assert_differences("{\"a\":1}", "{\"a\":\"1\"}", "/a");
	assert_differences("{\"a\":{\"b\":1}}", "{\"a\":[1]}", "/a");
	assert_differences("[1,2,3]", "[1,4]", "/1 /2");
	assert_differences("{\"a/b\":1,\"c~d\":1}", "{}", "/a~1b /c~0d");
	assert_differences("[{\"x\":null}]", "[{}]", "/0/x");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(an_image_is_the_same_as_itself),
	    TEST(each_part_of_a_header_is_an_aspect),
	    TEST(another_type_another_target_and_another_device_are_told),
	    TEST(what_one_side_alone_has_is_told_with_that_side),
	    TEST(the_first_byte_that_differs_is_found_in_any_block),
	    TEST(a_file_that_ends_earlier_differs_at_its_end),
	    TEST(one_layer_more_is_no_other_file),
	    TEST(what_the_config_says_is_compared_by_its_places),
	    TEST(platforms_are_compared_with_their_own),
	    TEST(a_layer_that_is_gone_is_an_error),
	    TEST(json_is_compared_by_value_and_named_by_rfc_6901),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
