#include "golden.h"

static struct descriptor
write_manifest(struct world *world, const char *platform)
{
	struct descriptor manifest;

	world->parts.platform = platform_parse(platform, &world->err);
	assert_non_null(world->parts.platform);
	assert_int_equal(
	    config_write(&world->arena, &world->store, &world->parts, &world->config, &world->err),
	    0);
	assert_int_equal(
	    manifest_write(&world->arena, &world->store, &world->parts, &manifest, &world->err), 0);
	return manifest;
}

static int
index_of(struct world *world, const struct descriptor *manifests, size_t count,
    struct descriptor *ret_root)
{
	struct index_parts parts = {&world->spec, manifests, count};

	return index_write(&world->arena, &world->store, &parts, ret_root, &world->err);
}

static void
a_manifest_has_its_golden_bytes_and_knows_its_platform(void **state)
{
	struct world *world = *state;
	struct descriptor manifest;

	world->spec.image.created = 1700000000;
	pairs_set(
	    &world->spec.image.labels, &world->arena, "org.opencontainers.image.revision", "abc");
	pairs_set(&world->spec.image.labels, &world->arena, "not.an.annotation", "1");
	pairs_set(&world->spec.image.annotations, &world->arena, "org.opencontainers.image.title",
	    "the user's own");
	manifest = write_manifest(world, "linux/arm/v7");
	assert_string_equal(manifest.media_type, MEDIA_OCI_MANIFEST);
	assert_string_equal(manifest.architecture, "arm");
	assert_string_equal(manifest.variant, "v7");
	assert_golden_blob(world, "manifest.json", &manifest);
}

static void
dockers_manifest_has_dockers_types_and_no_annotations(void **state)
{
	struct layer_options options = {
	    .compression = compressor_find("none"), .format = FORMAT_DOCKER};
	struct world *world = *state;
	struct descriptor manifest;

	world->spec.format = FORMAT_DOCKER;
	assert_int_equal(
	    layer_write(&world->store, &world->tree, &options, &world->layer, &world->err), 0);
	manifest = write_manifest(world, "linux/amd64");
	assert_string_equal(manifest.media_type, MEDIA_DOCKER_MANIFEST);
	assert_golden_blob(world, "manifest-docker.json", &manifest);
}

static void
one_manifest_is_the_root_itself(void **state)
{
	struct world *world = *state;
	struct descriptor manifest = write_manifest(world, "linux/amd64"), root;

	assert_int_equal(index_of(world, &manifest, 1, &root), 0);
	assert_true(digest_equal(&root.digest, &manifest.digest));
}

static void
an_index_lists_platforms_in_one_order_however_they_came(void **state)
{
	struct world *world = *state;
	struct descriptor one[3], other[3], root, again;

	one[0] = other[2] = write_manifest(world, "linux/amd64");
	one[1] = other[0] = write_manifest(world, "linux/arm64");
	one[2] = other[1] = write_manifest(world, "linux/arm/v7");
	assert_int_equal(index_of(world, one, 3, &root), 0);
	assert_int_equal(index_of(world, other, 3, &again), 0);
	assert_true(digest_equal(&root.digest, &again.digest));
	assert_string_equal(root.media_type, MEDIA_OCI_INDEX);
	assert_golden_blob(world, "index.json", &root);
}

static void
dockers_index_is_a_manifest_list(void **state)
{
	struct world *world = *state;
	struct descriptor manifests[2], root;

	world->spec.format = FORMAT_DOCKER;
	manifests[0] = write_manifest(world, "linux/amd64");
	manifests[1] = write_manifest(world, "linux/arm64");
	assert_int_equal(index_of(world, manifests, 2, &root), 0);
	assert_string_equal(root.media_type, MEDIA_DOCKER_INDEX);
	assert_true(descriptor_is_index(&root));
}

static void
a_fixed_tree_has_its_golden_diff_id(void **state)
{
	struct world *world = *state;
	char *line = arena_printf(&world->arena, "%s %llu\n", world->layer.diff_id.text,
	    (unsigned long long)world->layer.tar_size);

	assert_golden(world, "diff_ids", line, strlen(line));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_manifest_has_its_golden_bytes_and_knows_its_platform),
	    TEST(dockers_manifest_has_dockers_types_and_no_annotations),
	    TEST(one_manifest_is_the_root_itself),
	    TEST(an_index_lists_platforms_in_one_order_however_they_came),
	    TEST(dockers_index_is_a_manifest_list),
	    TEST(a_fixed_tree_has_its_golden_diff_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
