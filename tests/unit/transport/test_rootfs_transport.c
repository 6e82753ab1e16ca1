#include "../image/foreign.h"

#include "transport/transport.h"

/* The paths of the tar in their order, with a letter for what each is: "d
 * d/x". */
static const char *
listing(struct world *world, const char *path)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	struct text_list names = {0};

	archive_read_support_format_tar(archive);
	assert_int_equal(archive_read_open_filename(archive, path, 10240), ARCHIVE_OK);
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		const char *link = archive_entry_hardlink(entry);

		if (link == NULL)
			link = archive_entry_symlink(entry);
		text_list_add(&names, &world->arena,
		    arena_printf(&world->arena, "%s%s%s", archive_entry_pathname(entry),
			link == NULL ? "" : ">", link == NULL ? "" : link));
	}
	archive_read_free(archive);
	return text_list_join(&names, &world->arena, " ");
}

static int
write_rootfs(struct world *world, struct digest *ret_digest)
{
	struct text_list tags = {0};
	struct transport_image image = {
	    .store = &world->store, .root = &world->root, .name = "image", .tags = &tags};
	struct reference target = {.transport = TRANSPORT_ROOTFS,
	    .path = path_join(&world->arena, world->unpacked.path, "root.tar")};

	return transport_write(&world->arena, &target, &image, ret_digest, &world->err);
}

static void
assert_listing(struct world *world, const char *wanted)
{
	char *path = path_join(&world->arena, world->unpacked.path, "root.tar");
	struct digest told, found;
	struct text bytes;

	read_image(world);
	if (write_rootfs(world, &told) != 0)
		fail_msg("%s", world->err.text);
	assert_string_equal(listing(world, path), wanted);
	assert_int_equal(file_read(&world->arena, path, TAR_LIMIT, &bytes, &world->err), 0);
	assert_int_equal(digest_of_bytes(bytes.bytes, bytes.length, &found, &world->err), 0);
	assert_string_equal(told.text, found.text);
}

static void
folders_come_first_then_files_then_links(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"b", '0', "abc"}, {"l", '2', "b"}, {"h", '1', "b"}, {"z", '5', NULL},
		{"p", '6', NULL}, {"a", '5', NULL}, {"a/f", '0', ""}, {NULL, 0, NULL}});
	assert_listing(world, "a/ z/ b a/f h>b l>b p");
}

static void
layers_are_merged_and_whiteouts_applied(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){{"a", '0', "1"}, {"d", '5', NULL}, {"d/x", '0', ""},
		{"gone", '0', ""}, {NULL, 0, NULL}});
	add_layer(world,
	    (struct member[]){{".wh.gone", '0', ""}, {"d/.wh..wh..opq", '0', ""},
		{"d/y", '0', "22"}, {NULL, 0, NULL}});
	assert_listing(world, "d/ a d/y");
}

static void
folders_that_no_layer_has_are_made(void **state)
{
	struct world *world = *state;

	add_layer(world,
	    (struct member[]){
		{"a/b/c", '0', "1"}, {"a/b/d", '0', "1"}, {"e/f", '2', "x"}, {NULL, 0, NULL}});
	assert_listing(world, "a/ a/b/ e/ a/b/c a/b/d e/f>x");
}

static void
an_image_without_files_is_an_empty_tar(void **state)
{
	struct world *world = *state;

	add_layer(world, (struct member[]){{NULL, 0, NULL}});
	assert_listing(world, "");
}

static void
a_layer_with_other_bytes_leaves_nothing(void **state)
{
	struct world *world = *state;
	struct digest digest;
	char *path;

	add_layer(world, (struct member[]){{"a", '0', "1"}, {NULL, 0, NULL}});
	read_image(world);
	path = store_blob_path(&world->arena, &world->store, &world->layers[0].digest);
	assert_int_equal(file_write(path, "no tar", 6, 0644, &world->err), 0);
	assert_int_equal(write_rootfs(world, &digest), -1);
	assert_false(file_exists(path_join(&world->arena, world->unpacked.path, "root.tar")));
}

static void
of_several_platforms_one_must_be_picked(void **state)
{
	struct world *world = *state;
	struct descriptor first, second;
	struct digest digest;

	add_layer(world, (struct member[]){{"a", '0', "1"}, {NULL, 0, NULL}});
	first = put_manifest(world, AMD64);
	second = put_manifest(world, "\"os\":\"linux\",\"architecture\":\"arm64\",");
	world->root = put(world, MEDIA_OCI_INDEX,
	    arena_printf(&world->arena, "{\"manifests\":[%s,%s]}", json_of(world, &first),
		json_of(world, &second)));
	assert_int_equal(write_rootfs(world, &digest), -1);
	assert_non_null(strstr(world->err.text, "--platform"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(folders_come_first_then_files_then_links),
	    TEST(layers_are_merged_and_whiteouts_applied),
	    TEST(folders_that_no_layer_has_are_made),
	    TEST(an_image_without_files_is_an_empty_tar),
	    TEST(a_layer_with_other_bytes_leaves_nothing),
	    TEST(of_several_platforms_one_must_be_picked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
