#include "image/image_index.h"

#include "foreign.h"

/* An image of one platform; its annotations are members of an object. */
static struct descriptor
put_image(struct world *world, const char *architecture, const char *annotations)
{
	const struct member members[] = {{architecture, '0', "x"}, {0}};
	struct descriptor manifest;
	struct text bytes;

	world->layer_count = 0;
	add_layer(world, members);
	manifest = put_manifest(world,
	    arena_printf(&world->arena, "\"os\":\"linux\",\"architecture\":\"%s\",", architecture));
	assert_int_equal(
	    store_read(&world->arena, &world->store, &manifest, &bytes, &world->err), 0);
	return put(world, MEDIA_OCI_MANIFEST,
	    arena_printf(&world->arena, "%.*s,\"annotations\":{%s}}", (int)bytes.length - 1,
		bytes.bytes, annotations));
}

static int
add(struct world *world, struct index_entries *entries, const struct descriptor *root,
    const char *name)
{
	const struct index_source source = {&world->store, root, name, false};

	entries->arena = &world->arena;
	return index_entries_add(entries, &source, &world->err);
}

/* The index that is made, parsed. */
static json_t *
join(struct world *world, const struct index_entries *entries, struct index_joined *ret_joined)
{
	struct store store = {.name = "joined", .places = &ret_joined->places};
	json_t *json;

	if (index_entries_join(entries, ret_joined, &world->err) != 0)
		fail_msg("%s", world->err.text);
	json = store_read_json(&world->arena, &store, &ret_joined->root, &world->err);
	assert_non_null(json);
	return json;
}

static void
the_index_is_the_same_in_whichever_order_they_came(void **state)
{
	struct world *world = *state;
	const struct descriptor images[] = {put_image(world, "mips64le", "\"b\":\"1\",\"a\":\"2\""),
	    put_image(world, "arm64", "\"a\":\"2\",\"b\":\"3\""),
	    put_image(world, "amd64", "\"c\":\"1\",\"a\":\"2\"")};
	struct index_entries one = {0}, other = {0};
	struct index_joined joined, again;
	SCOPED(json) json_t *json = NULL, *second = NULL;
	struct image image;
	struct store store = {.name = "joined", .places = &joined.places};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(images); i++) {
		assert_int_equal(add(world, &one, &images[i], "x"), 0);
		assert_int_equal(add(world, &other, &images[ARRAY_SIZE(images) - 1 - i], "y"), 0);
	}
	json = join(world, &one, &joined);
	second = join(world, &other, &again);
	assert_true(digest_equal(&joined.root.digest, &again.root.digest));
	/* what all of them say the index says; a platform that mote does not
	 * know stands last */
	assert_int_equal(json_object_size(json_object_get(json, "annotations")), 1);
	assert_int_equal(image_read(&world->arena, &store, &joined.root, &image, &world->err), 0);
	assert_int_equal(image.manifest_count, 3);
	assert_string_equal(image.manifests[0].descriptor.architecture, "amd64");
	assert_string_equal(image.manifests[2].descriptor.architecture, "mips64le");
}

static void
an_index_gives_all_that_it_names(void **state)
{
	struct world *world = *state;
	const struct descriptor images[] = {
	    put_image(world, "arm64", ""), put_image(world, "amd64", "")};
	struct index_entries entries = {0}, copied = {0};
	struct index_joined joined, again;
	SCOPED(json) json_t *json = NULL, *second = NULL;
	struct store store = {.name = "joined", .places = &joined.places};
	const struct index_source source = {&store, &joined.root, "joined", false};

	assert_int_equal(add(world, &entries, &images[0], "one"), 0);
	assert_int_equal(add(world, &entries, &images[1], "two"), 0);
	json = join(world, &entries, &joined);
	assert_null(json_object_get(json, "annotations"));
	copied.arena = &world->arena;
	assert_int_equal(index_entries_add(&copied, &source, &world->err), 0);
	assert_int_equal(copied.count, 2);
	second = join(world, &copied, &again);
	assert_true(digest_equal(&joined.root.digest, &again.root.digest));
}

static void
two_of_one_platform_are_refused_unless_one_may_go(void **state)
{
	struct world *world = *state;
	const struct descriptor old = put_image(world, "amd64", "\"a\":\"1\"");
	const struct descriptor new = put_image(world, "amd64", "\"a\":\"2\"");
	const struct index_source base = {&world->store, &old, "old.tar", true};
	struct index_entries entries = {.arena = &world->arena};

	assert_int_equal(index_entries_add(&entries, &base, &world->err), 0);
	assert_int_equal(add(world, &entries, &new, "new.tar"), 0);
	assert_int_equal(entries.count, 1);
	assert_true(digest_equal(&entries.items[0].descriptor.digest, &new.digest));
	assert_int_equal(add(world, &entries, &old, "third.tar"), -1);
	assert_int_equal(world->err.kind, ERROR_USAGE);
	assert_string_equal(world->err.text,
	    "both \"new.tar\" and \"third.tar\" are for linux/amd64; an index has one image for each "
	    "platform");
}

static void
a_platform_is_taken_out_by_any_of_its_names(void **state)
{
	struct world *world = *state;
	const struct descriptor images[] = {put_image(world, "mips64le", ""),
	    put_image(world, "arm64", ""), put_image(world, "amd64", "")};
	struct index_entries entries = {0};
	struct index_joined joined;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(images); i++)
		assert_int_equal(add(world, &entries, &images[i], "x"), 0);
	assert_int_equal(index_entries_remove(&entries, "aarch64", &world->err), 0);
	assert_int_equal(index_entries_remove(&entries, "arm64", &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_string_equal(
	    world->err.text, "the index has no \"arm64\"; it is for linux/mips64le, linux/amd64");
	assert_int_equal(index_entries_remove(&entries, images[2].digest.text, &world->err), 0);
	assert_int_equal(index_entries_remove(&entries, "linux/mips64le", &world->err), 0);
	assert_int_equal(entries.count, 0);
	assert_int_equal(index_entries_join(&entries, &joined, &world->err), -1);
}

/* An image whose config says more of its platform than mote makes itself. */
static struct descriptor
put_windows(struct world *world, const char *version)
{
	const struct member members[] = {{version, '0', "x"}, {0}};

	world->layer_count = 0;
	add_layer(world, members);
	return put_manifest(world,
	    arena_printf(&world->arena,
		"\"os\":\"windows\",\"architecture\":\"amd64\",\"os.version\":\"%s\",\"os.features\":[\"win32k\"],",
		version));
}

static const char *
platform_member(const json_t *index, size_t entry, const char *key)
{
	const json_t *manifest = json_array_get(json_object_get(index, "manifests"), entry);

	return json_string_value(json_object_get(json_object_get(manifest, "platform"), key));
}

static void
version_and_features_of_the_system_are_kept(void **state)
{
	struct world *world = *state;
	const struct descriptor images[] = {
	    put_windows(world, "10.0.2"), put_windows(world, "10.0.1")};
	struct index_entries entries = {0}, copied = {0};
	struct index_joined joined, again;
	SCOPED(json) json_t *json = NULL, *second = NULL;
	struct store store = {.name = "joined", .places = &joined.places};
	const struct index_source source = {&store, &joined.root, "joined", false};
	json_t *platform;

	assert_int_equal(add(world, &entries, &images[0], "one"), 0);
	assert_int_equal(add(world, &entries, &images[1], "two"), 0);
	assert_int_equal(add(world, &entries, &images[1], "three"), -1);
	json = join(world, &entries, &joined);
	assert_string_equal(platform_member(json, 0, "os.version"), "10.0.1");
	assert_string_equal(platform_member(json, 1, "os.version"), "10.0.2");
	platform =
	    json_object_get(json_array_get(json_object_get(json, "manifests"), 0), "platform");
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(platform, "os.features"), 0)),
	    "win32k");
	/* also out of the index, and back */
	copied.arena = &world->arena;
	assert_int_equal(index_entries_add(&copied, &source, &world->err), 0);
	second = join(world, &copied, &again);
	assert_true(digest_equal(&joined.root.digest, &again.root.digest));
	assert_int_equal(index_entries_remove(&copied, "windows(10.0.2)/amd64", &world->err), 0);
	assert_int_equal(copied.count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_index_is_the_same_in_whichever_order_they_came),
	    TEST(an_index_gives_all_that_it_names),
	    TEST(two_of_one_platform_are_refused_unless_one_may_go),
	    TEST(a_platform_is_taken_out_by_any_of_its_names),
	    TEST(version_and_features_of_the_system_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
