#include "foreign.h"

#include "image/layer_read.h"

#include <libdeflate.h>
#include <unistd.h>
#include <zstd.h>

static const struct member two_files[] = {{"a", '0', "abc"}, {"b", '0', ""}, {NULL, 0, NULL}};

/* Reads to the end and checks: entries, or -1. */
static int
read_all(struct world *world, const struct descriptor *blob, struct layer_budget *budget,
    const struct digest *diff_id)
{
	SCOPED(layer_read)
	struct layer_read *layer =
	    layer_read_open(&world->store, blob, diff_id, budget, &world->err);
	char buffer[100];
	bool end = false;
	int count = 0;

	if (layer == NULL)
		return -1;
	while (layer_read_next(layer, &end, &world->err) != NULL) {
		ssize_t got;

		while ((got = layer_read_content(layer, buffer, sizeof(buffer), &world->err)) > 0)
			continue;
		if (got < 0)
			return -1;
		count++;
	}
	return !end || layer_read_check(layer, &world->err) != 0 ? -1 : count;
}

static struct text
tar_of(struct world *world, const struct member *members)
{
	struct text tar;

	add_layer(world, members);
	assert_int_equal(
	    store_read(&world->arena, &world->store, &world->layers[0], &tar, &world->err), 0);
	return tar;
}

static struct descriptor
put_gzip(struct world *world, const struct text *tar)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(9);
	char *packed = arena_alloc(&world->arena, TAR_LIMIT);
	size_t size =
	    libdeflate_gzip_compress(compressor, tar->bytes, tar->length, packed, TAR_LIMIT);

	assert_true(size > 0);
	libdeflate_free_compressor(compressor);
	return put_bytes(world, MEDIA_OCI_LAYER "+gzip", packed, size);
}

static void
every_compression_is_undone_and_measured(void **state)
{
	struct world *world = *state;
	struct layer_budget budget = layer_budget_full();
	struct text tar = tar_of(world, two_files);
	const struct digest *diff_id = &world->layers[0].digest;
	struct descriptor gzip = put_gzip(world, &tar), zstd;
	char *packed = arena_alloc(&world->arena, TAR_LIMIT);
	size_t size = ZSTD_compress(packed, TAR_LIMIT, tar.bytes, tar.length, 3);

	zstd = put_bytes(world, MEDIA_OCI_LAYER "+zstd", packed, size);
	assert_int_equal(read_all(world, &world->layers[0], &budget, diff_id), 2);
	assert_int_equal(read_all(world, &gzip, &budget, diff_id), 2);
	assert_int_equal(read_all(world, &zstd, &budget, diff_id), 2);
}

static void
every_compressor_of_layers_is_undone(void **state)
{
	const struct compress_options options = {0};
	struct world *world = *state;
	struct layer_budget budget = layer_budget_full();
	struct text tar = tar_of(world, two_files), packed;
	const struct digest *diff_id = &world->layers[0].digest;
	const struct compressor *row;
	struct descriptor blob;
	struct stream *out;
	size_t i;

	for (i = 0; (row = compressor_at(i)) != NULL; i++) {
		if (row->oci_type == NULL)
			continue;
		text_init(&packed, &world->arena);
		out = memory_stream_new(&packed, &world->err);
		out = compressor_stream_new(row, out, &options, &world->err);
		assert_int_equal(stream_write(out, tar.bytes, tar.length, &world->err), 0);
		assert_int_equal(stream_finish(out, &world->err), 0);
		stream_free(out);
		blob = put_bytes(world, row->oci_type, packed.bytes, packed.length);
		assert_int_equal(read_all(world, &blob, &budget, diff_id), 2);
	}
}

static void
what_stands_behind_the_end_belongs_to_the_digests(void **state)
{
	struct world *world = *state;
	struct layer_budget budget = layer_budget_full();
	struct text tar = tar_of(world, two_files);
	struct digest short_id = world->layers[0].digest;
	struct descriptor longer;

	text_append(&tar, "more", 4);
	longer = put_bytes(world, MEDIA_OCI_LAYER, tar.bytes, tar.length);
	assert_int_equal(read_all(world, &longer, &budget, &longer.digest), 2);
	assert_int_equal(read_all(world, &longer, &budget, &short_id), -1);
	assert_non_null(strstr(world->err.text, "but the config says"));
}

static void
compressed_twice_is_refused(void **state)
{
	struct world *world = *state;
	struct layer_budget budget = layer_budget_full();
	struct text tar = tar_of(world, two_files), packed;
	struct descriptor once = put_gzip(world, &tar), twice;

	assert_int_equal(store_read(&world->arena, &world->store, &once, &packed, &world->err), 0);
	twice = put_gzip(world, &packed);
	assert_int_equal(read_all(world, &twice, &budget, &world->layers[0].digest), -1);
	assert_non_null(strstr(world->err.text, "is compressed more than once"));
}

static void
each_part_of_the_budget_is_held(void **state)
{
	struct world *world = *state;
	struct layer_budget full = layer_budget_full(), budget = full;
	const struct digest *diff_id;

	add_layer(world, two_files);
	diff_id = &world->layers[0].digest;
	budget.bytes = world->layers[0].size - 1;
	assert_int_equal(read_all(world, &world->layers[0], &budget, diff_id), -1);
	assert_non_null(strstr(world->err.text, "more bytes than mote reads"));
	budget = full;
	budget.content = 2;
	assert_int_equal(read_all(world, &world->layers[0], &budget, diff_id), -1);
	assert_non_null(strstr(world->err.text, "more bytes than mote reads"));
	budget = full;
	budget.entries = 1;
	assert_int_equal(read_all(world, &world->layers[0], &budget, diff_id), -1);
	assert_non_null(strstr(world->err.text, "more files than mote reads"));
	budget = full;
	budget.names = 100;
	assert_int_equal(read_all(world, &world->layers[0], &budget, diff_id), -1);
	assert_non_null(strstr(world->err.text, "more names and attributes than mote reads"));
	budget = (struct layer_budget){world->layers[0].size, 3, 2, 1000};
	assert_int_equal(read_all(world, &world->layers[0], &budget, diff_id), 2);
	assert_int_equal(budget.bytes + budget.content + budget.entries, 0);
}

static void
a_file_that_is_too_large_is_known_before_it_is_read(void **state)
{
	struct world *world = *state;
	struct layer_budget budget = layer_budget_full();
	SCOPED(layer_read) struct layer_read *layer = NULL;

	add_layer(world, two_files);
	layer = layer_read_open(
	    &world->store, &world->layers[0], &world->layers[0].digest, &budget, &world->err);
	assert_non_null(layer);
	assert_int_equal(layer_read_afford(layer, (uint64_t)1 << 30, &world->err), 0);
	assert_int_equal(layer_read_afford(layer, ((uint64_t)1 << 30) + 1, &world->err), -1);
}

static void
a_blob_that_is_cut_or_missing_or_of_another_size_is_an_error(void **state)
{
	struct world *world = *state;
	struct layer_budget budget = layer_budget_full();
	struct text tar = tar_of(world, two_files);
	struct descriptor gzip = put_gzip(world, &tar), cut, other;
	struct text packed;

	assert_int_equal(store_read(&world->arena, &world->store, &gzip, &packed, &world->err), 0);
	cut = put_bytes(world, MEDIA_OCI_LAYER "+gzip", packed.bytes, packed.length - 6);
	assert_int_equal(read_all(world, &cut, &budget, &world->layers[0].digest), -1);
	assert_non_null(strstr(world->err.text, "it is damaged or cut off"));
	other = gzip;
	other.size++;
	assert_int_equal(read_all(world, &other, &budget, &world->layers[0].digest), -1);
	assert_non_null(strstr(world->err.text, "the image is damaged"));
	assert_int_equal(unlink(store_blob_path(&world->arena, &world->store, &gzip.digest)), 0);
	assert_int_equal(read_all(world, &gzip, &budget, &world->layers[0].digest), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
}

static void
an_empty_blob_is_a_layer_without_files(void **state)
{
	struct world *world = *state;
	struct layer_budget budget = layer_budget_full();
	struct descriptor empty = put(world, MEDIA_OCI_LAYER, "");

	assert_int_equal(read_all(world, &empty, &budget, &empty.digest), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_compression_is_undone_and_measured),
	    TEST(every_compressor_of_layers_is_undone),
	    TEST(what_stands_behind_the_end_belongs_to_the_digests),
	    TEST(compressed_twice_is_refused),
	    TEST(each_part_of_the_budget_is_held),
	    TEST(a_file_that_is_too_large_is_known_before_it_is_read),
	    TEST(a_blob_that_is_cut_or_missing_or_of_another_size_is_an_error),
	    TEST(an_empty_blob_is_a_layer_without_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
