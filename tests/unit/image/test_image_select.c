#include "image/image_select.h"

#include "foreign.h"

/* An index over one manifest a platform, each with a layer of its own. */
static void
put_index(struct world *world)
{
	static const char *const architectures[] = {"riscv64", "amd64", "arm64"};
	struct text entries;
	size_t i;

	text_init(&entries, &world->arena);
	for (i = 0; i < ARRAY_SIZE(architectures); i++) {
		const struct member members[] = {{architectures[i], '0', "x"}, {0}};
		struct descriptor manifest;

		world->layer_count = 0;
		add_layer(world, members);
		manifest = put_manifest(world,
		    arena_printf(&world->arena, "\"os\":\"linux\",\"architecture\":\"%s\",",
			architectures[i]));
		manifest.architecture = architectures[i];
		manifest.os = "linux";
		text_printf(&entries, "%s%s", i == 0 ? "" : ",", json_of(world, &manifest));
	}
	world->root = put(world, MEDIA_OCI_INDEX,
	    arena_printf(&world->arena, "{\"manifests\": [%s], \"annotations\":{\"a\":\"b\"}}",
		text_string(&entries)));
}

/* Up to three platforms, by name. */
static int
choose(struct world *world, const char *first, const char *second, const char *third,
    struct image_selected *ret_selected)
{
	const char *const names[] = {first, second, third};
	struct platform_choice platforms[ARRAY_SIZE(names)];
	struct image_choice choice = {&world->root, platforms, 0};

	while (choice.count < ARRAY_SIZE(names) && names[choice.count] != NULL) {
		assert_int_equal(platform_choice_parse(&world->arena, names[choice.count],
				     &platforms[choice.count], &world->err),
		    0);
		choice.count++;
	}
	return image_select(&world->arena, &world->store, &choice, ret_selected, &world->err);
}

static void
one_platform_is_its_manifest(void **state)
{
	struct world *world = *state;
	struct image_selected out;

	put_index(world);
	assert_int_equal(choose(world, "amd64", NULL, NULL, &out), 0);
	assert_int_equal(out.bytes.length, 0);
	assert_string_equal(out.root.media_type, MEDIA_OCI_MANIFEST);
	assert_true(store_has(&world->store, &out.root.digest));
	assert_string_equal(out.root.architecture, "amd64");
}

static void
several_are_an_index_with_the_annotations_of_the_first(void **state)
{
	struct world *world = *state;
	SCOPED(json) json_t *json = NULL;
	struct image_selected out;
	struct digest digest;

	put_index(world);
	assert_int_equal(choose(world, "amd64", "riscv64", NULL, &out), 0);
	assert_int_equal(out.root.size, out.bytes.length);
	assert_int_equal(
	    digest_of_bytes(out.bytes.bytes, out.bytes.length, &digest, &world->err), 0);
	assert_true(digest_equal(&digest, &out.root.digest));
	json = json_parse(out.bytes.bytes, out.bytes.length, "index", &world->err);
	assert_int_equal(json_array_size(json_object_get(json, "manifests")), 2);
	assert_non_null(json_object_get(json, "annotations"));
}

static void
all_of_them_are_the_index_itself(void **state)
{
	struct world *world = *state;
	struct image_selected out;

	put_index(world);
	assert_int_equal(choose(world, "amd64", "arm64", "riscv64", &out), 0);
	assert_int_equal(out.bytes.length, 0);
	assert_true(digest_equal(&out.root.digest, &world->root.digest));
}

static void
a_platform_that_is_not_there_is_not_found(void **state)
{
	struct world *world = *state;
	struct image_selected out;

	put_index(world);
	assert_int_equal(choose(world, "amd64", "s390x", NULL, &out), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_string_equal(world->err.text,
	    "the image is not for linux/s390x; it is for linux/riscv64, linux/amd64, linux/arm64");
}

static void
a_manifest_is_asked_for_its_platform_too(void **state)
{
	struct world *world = *state;
	static const struct member members[] = {{"a", '0', "x"}, {0}};
	struct image_selected out;

	add_layer(world, members);
	world->root = put_manifest(world, AMD64);
	assert_int_equal(choose(world, "amd64", NULL, NULL, &out), 0);
	assert_true(digest_equal(&out.root.digest, &world->root.digest));
	assert_int_equal(choose(world, "arm64", NULL, NULL, &out), -1);
	assert_string_equal(
	    world->err.text, "the image is not for linux/arm64; it is for linux/amd64");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(one_platform_is_its_manifest),
	    TEST(several_are_an_index_with_the_annotations_of_the_first),
	    TEST(all_of_them_are_the_index_itself),
	    TEST(a_platform_that_is_not_there_is_not_found),
	    TEST(a_manifest_is_asked_for_its_platform_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
