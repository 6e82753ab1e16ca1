#include "images.h"

#include <sys/stat.h>
#include <unistd.h>

static char *
content(struct world *world, const char *name)
{
	struct text bytes;

	if (file_read(&world->arena, inside(world, name), 1 << 20, &bytes, &world->err) != 0)
		return NULL;
	return bytes.bytes;
}

static void
it_is_skopeos_flat_folder(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_DIR, "out", NULL);
	struct text manifest;

	assert_int_equal(write_to(world, &target), 0);
	assert_string_equal(content(world, "out/version"), "Directory Transport Version: 1.1\n");
	assert_int_equal(
	    store_read(&world->arena, &world->store, &world->root, &manifest, &world->err), 0);
	assert_string_equal(content(world, "out/manifest.json"), text_string(&manifest));
	assert_string_equal(
	    content(world, arena_printf(&world->arena, "out/%s", digest_hex(&world->layer.digest))),
	    "a layer");
}

static void
the_manifests_of_an_index_stand_under_their_digests(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0};
	struct reference target = place(world, TRANSPORT_DIR, "out", NULL);
	struct descriptor first = world->root;
	struct text bytes;

	world->root = put(world, MEDIA_OCI_INDEX,
	    arena_printf(&world->arena, "{\"manifests\":[%s]}", descriptor_text(world, &first)));
	assert_int_equal(write_to(world, &target), 0);
	assert_non_null(content(
	    world, arena_printf(&world->arena, "out/%s.manifest.json", digest_hex(&first.digest))));
	assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), 0);
	assert_true(digest_equal(&source.root.digest, &world->root.digest));
	assert_string_equal(source.root.media_type, MEDIA_OCI_INDEX);
	assert_int_equal(store_read(&world->arena, &source.store, &first, &bytes, &world->err), 0);
	assert_int_equal(
	    store_read(&world->arena, &source.store, &world->layer, &bytes, &world->err), 0);
}

static void
another_image_replaces_all_of_the_first(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_DIR, "out", NULL);
	const char *old;

	assert_int_equal(write_to(world, &target), 0);
	old =
	    inside(world, arena_printf(&world->arena, "out/%s", digest_hex(&world->layer.digest)));
	world->root = put_manifest(world, "another layer");
	assert_int_equal(write_to(world, &target), 0);
	assert_false(file_exists(old));
	assert_non_null(content(
	    world, arena_printf(&world->arena, "out/%s", digest_hex(&world->layer.digest))));
}

static void
what_was_there_stays_when_a_blob_is_missing(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_DIR, "parent/out", NULL);
	struct descriptor old = world->layer;
	SCOPED(directory) DIR *folder = NULL;
	struct dirent *entry;

	assert_int_equal(write_to(world, &target), 0);
	world->root = put_manifest(world, "another layer");
	assert_int_equal(
	    unlink(store_blob_path(&world->arena, &world->store, &world->layer.digest)), 0);
	assert_int_equal(write_to(world, &target), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_non_null(
	    content(world, arena_printf(&world->arena, "parent/out/%s", digest_hex(&old.digest))));
	folder = opendir(inside(world, "parent"));
	while ((entry = readdir(folder)) != NULL)
		assert_true(strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    strcmp(entry->d_name, "out") == 0);
}

static void
a_folder_of_other_things_is_left_alone(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_DIR, "store", NULL);

	assert_int_equal(write_to(world, &target), -1);
	assert_true(store_has(&world->store, &world->root.digest));
	target.path = inside(world, "empty");
	assert_int_equal(mkdir(target.path, 0700), 0);
	assert_int_equal(write_to(world, &target), 0);
}

static void
a_digest_that_is_not_in_it_is_not_found(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0};
	struct reference target = place(world, TRANSPORT_DIR, "out", NULL);

	assert_int_equal(write_to(world, &target), 0);
	target.digest = world->layer.digest;
	assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(it_is_skopeos_flat_folder),
	    TEST(the_manifests_of_an_index_stand_under_their_digests),
	    TEST(another_image_replaces_all_of_the_first),
	    TEST(what_was_there_stays_when_a_blob_is_missing),
	    TEST(a_folder_of_other_things_is_left_alone),
	    TEST(a_digest_that_is_not_in_it_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
