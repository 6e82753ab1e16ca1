#include "images.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int
read_digest(struct world *world, const struct reference *source, struct digest *ret_digest)
{
	SCOPED(transport_source) struct transport_source opened = {0};

	if (transport_read(&world->arena, source, &opened, &world->err) != 0)
		return -1;
	*ret_digest = opened.root.digest;
	return 0;
}

static void
what_is_written_reads_back_by_tag_and_by_digest(void **state)
{
	struct world *world = *state;
	struct reference place_of = place(world, TRANSPORT_OCI, "out", "v1");
	struct digest digest;

	assert_int_equal(write_to(world, &place_of), 0);
	assert_int_equal(read_digest(world, &place_of, &digest), 0);
	assert_true(digest_equal(&digest, &world->root.digest));
	place_of.tag = NULL;
	assert_int_equal(read_digest(world, &place_of, &digest), 0);
	place_of.digest = world->root.digest;
	assert_int_equal(read_digest(world, &place_of, &digest), 0);
	place_of.digest = world->layer.digest;
	assert_int_equal(read_digest(world, &place_of, &digest), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
}

static void
only_the_blobs_of_the_image_are_copied(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_OCI, "out", NULL);
	struct descriptor other = put(world, "text/plain", "other");
	struct store out = {.path = inside(world, "out"), .blobs = inside(world, "out/blobs")};

	assert_int_equal(write_to(world, &target), 0);
	assert_true(store_has(&out, &world->root.digest));
	assert_true(store_has(&out, &world->config.digest));
	assert_true(store_has(&out, &world->layer.digest));
	assert_false(store_has(&out, &other.digest));
}

static void
a_tag_moves_and_the_others_stay(void **state)
{
	struct world *world = *state;
	struct reference one = place(world, TRANSPORT_OCI, "out", "one");
	struct reference two = place(world, TRANSPORT_OCI, "out", "two");
	struct digest first = world->root.digest, found;

	assert_int_equal(write_to(world, &one), 0);
	assert_int_equal(write_to(world, &two), 0);
	world->root = put_manifest(world, "another layer");
	assert_int_equal(write_to(world, &two), 0);
	assert_int_equal(read_digest(world, &one, &found), 0);
	assert_true(digest_equal(&found, &first));
	assert_int_equal(read_digest(world, &two, &found), 0);
	assert_true(digest_equal(&found, &world->root.digest));
}

static void
without_a_tag_the_only_image_is_meant_or_latest(void **state)
{
	struct world *world = *state;
	struct reference any = place(world, TRANSPORT_OCI, "out", NULL);
	struct reference one = place(world, TRANSPORT_OCI, "out", "one");
	struct reference two = place(world, TRANSPORT_OCI, "out", "two");
	struct digest found;

	assert_int_equal(write_to(world, &one), 0);
	assert_int_equal(read_digest(world, &any, &found), 0);
	assert_int_equal(write_to(world, &two), 0);
	/* several tags of one image leave no doubt */
	assert_int_equal(read_digest(world, &any, &found), 0);
	world->root = put_manifest(world, "another layer");
	assert_int_equal(write_to(world, &two), 0);
	assert_int_equal(read_digest(world, &any, &found), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_non_null(strstr(world->err.text, "has no tag \"latest\"; it has one, two"));
	assert_int_equal(write_to(world, &any), 0);
	assert_int_equal(read_digest(world, &any, &found), 0);
}

static void
an_image_brings_its_name_and_its_tags(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0}, one = {0};
	struct reference any = place(world, TRANSPORT_OCI, "out", NULL);

	text_list_add(&world->tags, &world->arena, "v1");
	assert_int_equal(write_to(world, &any), 0);
	assert_int_equal(transport_read(&world->arena, &any, &source, &world->err), 0);
	assert_string_equal(source.name, "hello");
	assert_int_equal(source.tags.count, 2);
	any.tag = "v1";
	assert_int_equal(transport_read(&world->arena, &any, &one, &world->err), 0);
	assert_int_equal(one.tags.count, 1);
	assert_string_equal(one.tags.items[0], "v1");
}

static void
what_a_document_is_must_be_said_the_same_way_twice(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_OCI, "out", NULL);
	const char *manifest = arena_printf(
	    &world->arena, "\"config\":%s,\"layers\":[]", descriptor_text(world, &world->config));
	size_t i;
	const struct {
		const char *media_type, *content;
	} cases[] = {
	    {"text/plain", arena_printf(&world->arena, "{%s}", manifest)},
	    {MEDIA_OCI_INDEX, arena_printf(&world->arena, "{%s}", manifest)},
	    {MEDIA_OCI_MANIFEST, "{\"manifests\":[]}"},
	    {MEDIA_OCI_MANIFEST, arena_printf(&world->arena, "{%s,\"manifests\":[]}", manifest)},
	    {MEDIA_OCI_INDEX, "{\"manifests\":[],\"layers\":[]}"},
	    {MEDIA_OCI_INDEX, "{\"mediaType\":\"" MEDIA_OCI_MANIFEST "\",\"manifests\":[]}"},
	    {MEDIA_OCI_MANIFEST,
		arena_printf(
		    &world->arena, "{\"mediaType\":\"" MEDIA_DOCKER_MANIFEST "\",%s}", manifest)},
	};

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		world->root = put(world, cases[i].media_type, cases[i].content);
		assert_int_equal(write_to(world, &target), -1);
		assert_int_equal(world->err.kind, ERROR_FAILED);
		assert_false(file_exists(inside(world, "out/index.json")));
	}
}

static void
a_folder_of_other_things_is_left_alone(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_OCI, "mine", NULL);

	assert_int_equal(mkdir(target.path, 0700), 0);
	assert_int_equal(
	    file_write(path_join(&world->arena, target.path, "file"), "x", 1, 0600, &world->err),
	    0);
	assert_int_equal(write_to(world, &target), -1);
	assert_false(file_exists(path_join(&world->arena, target.path, "blobs")));
	assert_int_equal(unlink(path_join(&world->arena, target.path, "file")), 0);
	assert_int_equal(write_to(world, &target), 0);
}

static void
a_blob_that_is_missing_is_noticed_before_anything_is_written(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_OCI, "out", NULL);

	assert_int_equal(
	    unlink(store_blob_path(&world->arena, &world->store, &world->layer.digest)), 0);
	assert_int_equal(write_to(world, &target), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_false(file_exists(target.path));
}

static void
two_who_write_at_once_both_keep_their_tags(void **state)
{
	enum { WRITERS = 8 };
	struct world *world = *state;
	SCOPED(json) json_t *index = NULL;
	struct store out = {.path = inside(world, "out"), .name = "out"};
	int i, status;

	for (i = 0; i < WRITERS; i++) {
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0) {
			struct reference target = place(
			    world, TRANSPORT_OCI, "out", arena_printf(&world->arena, "v%d", i));

			if (write_to(world, &target) == 0)
				_exit(0);
			print_error("%s\n", world->err.text);
			_exit(1);
		}
	}
	for (i = 0; i < WRITERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	index = layout_index_read(&world->arena, &out, &world->err);
	assert_non_null(index);
	assert_int_equal(json_array_size(json_object_get(index, "manifests")), WRITERS);
}

static void
indexes_nested_without_end_are_not_walked(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_OCI, "out", NULL);
	struct descriptor index = world->root;
	int i;

	for (i = 0; i < 9; i++)
		index = put(world, MEDIA_OCI_INDEX,
		    arena_printf(
			&world->arena, "{\"manifests\":[%s]}", descriptor_text(world, &index)));
	world->root = index;
	assert_int_equal(write_to(world, &target), -1);
	assert_non_null(strstr(world->err.text, "nested deeper than"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_is_written_reads_back_by_tag_and_by_digest),
	    TEST(only_the_blobs_of_the_image_are_copied),
	    TEST(a_tag_moves_and_the_others_stay),
	    TEST(without_a_tag_the_only_image_is_meant_or_latest),
	    TEST(an_image_brings_its_name_and_its_tags),
	    TEST(what_a_document_is_must_be_said_the_same_way_twice),
	    TEST(a_folder_of_other_things_is_left_alone),
	    TEST(a_blob_that_is_missing_is_noticed_before_anything_is_written),
	    TEST(two_who_write_at_once_both_keep_their_tags),
	    TEST(indexes_nested_without_end_are_not_walked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
