#include "layer/layer.h"

#include "../stream/read_back.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <string.h>
#include <unistd.h>

struct world {
	struct scratch scratch;
	struct store store;
	struct tree tree;
	struct layer layer;
};

enum { TAR_LIMIT = 1 << 20 };

static int
setup(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));
	struct tree_entry file = {
	    .path = "/srv/a", .kind = TREE_FILE, .mode = 0644, .bytes = "abc", .size = 3};

	assert_int_equal(scratch_make(&world->scratch), 0);
	assert_int_equal(store_create(&world->scratch.arena, world->scratch.folder.path,
			     &world->store, &world->scratch.err),
	    0);
	tree_init(&world->tree, &world->scratch.arena);
	assert_int_equal(tree_add(&world->tree, &file, &world->scratch.err), 0);
	assert_int_equal(tree_finish(&world->tree, &world->scratch.err), 0);
	*state = world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scratch_teardown(state);
	test_free(world);
	return 0;
}

static struct text
write_layer(struct world *world, const char *compression)
{
	struct layer_options options = {.compression = compressor_find(compression), .mtime = 7};
	struct text bytes;

	assert_int_equal(
	    layer_write(&world->store, &world->tree, &options, &world->layer, &world->scratch.err),
	    0);
	/* checks size and digest of the blob */
	assert_int_equal(store_read(&world->scratch.arena, &world->store, &world->layer.descriptor,
			     &bytes, &world->scratch.err),
	    0);
	return bytes;
}

/* The bytes are those of the diff_id. */
static void
assert_tar(struct world *world, const struct text *tar)
{
	struct digest digest;

	assert_int_equal(digest_of_bytes(tar->bytes, tar->length, &digest, &world->scratch.err), 0);
	assert_string_equal(digest.text, world->layer.diff_id.text);
	assert_int_equal(tar->length, world->layer.tar_size);
}

static void
diff_ids_are_those_of_what_is_unpacked(void **state)
{
	const struct compressor *row;
	struct world *world = *state;
	struct text bytes;
	size_t i;

	for (i = 0; (row = compressor_at(i)) != NULL; i++) {
		if (row->oci_type == NULL || row->make == NULL)
			continue;
		bytes = write_layer(world, row->name);
		bytes = read_back(&world->scratch.arena, &bytes, TAR_LIMIT);
		assert_tar(world, &bytes);
	}
	bytes = write_layer(world, "none");
	assert_tar(world, &bytes);
	assert_true(digest_equal(&world->layer.descriptor.digest, &world->layer.diff_id));
}

static void
media_types_tell_compression_and_format(void **state)
{
	static const struct {
		const char *compression;
		enum media_format format;
		const char *media_type;
	} rows[] = {
	    {"gzip", FORMAT_DEFAULT, MEDIA_OCI_LAYER "+gzip"},
	    {"zstd", FORMAT_OCI, MEDIA_OCI_LAYER "+zstd"},
	    {"none", FORMAT_OCI, MEDIA_OCI_LAYER},
	    {"gzip", FORMAT_DOCKER, MEDIA_DOCKER_LAYER ".gzip"},
	    {"none", FORMAT_DOCKER, MEDIA_DOCKER_LAYER},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct layer_options options = {
		    .compression = compressor_find(rows[i].compression), .format = rows[i].format};

		assert_int_equal(layer_write(&world->store, &world->tree, &options, &world->layer,
				     &world->scratch.err),
		    0);
		assert_string_equal(world->layer.descriptor.media_type, rows[i].media_type);
	}
}

static void
dockers_format_has_no_zstd(void **state)
{
	struct world *world = *state;
	struct layer_options options = {
	    .compression = compressor_find("zstd"), .format = FORMAT_DOCKER};

	assert_int_equal(
	    layer_write(&world->store, &world->tree, &options, &world->layer, &world->scratch.err),
	    -1);
	assert_int_equal(world->scratch.err.kind, ERROR_USAGE);
}

static void
a_layer_that_fails_leaves_no_blob(void **state)
{
	struct world *world = *state;
	struct tree_entry file = {.path = "/b", .kind = TREE_FILE, .mode = 0644, .size = 9};
	struct layer_options options = {.compression = compressor_find("none")};

	file.source = scratch_path(&world->scratch, "gone");
	assert_int_equal(tree_add(&world->tree, &file, &world->scratch.err), 0);
	assert_int_equal(tree_finish(&world->tree, &world->scratch.err), 0);
	assert_int_equal(
	    layer_write(&world->store, &world->tree, &options, &world->layer, &world->scratch.err),
	    -1);
	assert_non_null(strstr(world->scratch.err.text, "gone"));
	assert_int_equal(rmdir(scratch_path(&world->scratch, "blobs/sha256")), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(diff_ids_are_those_of_what_is_unpacked),
	    TEST(media_types_tell_compression_and_format),
	    TEST(dockers_format_has_no_zstd),
	    TEST(a_layer_that_fails_leaves_no_blob),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
