#include "images.h"

#include "stream/filters.h"
#include "transport/tar_index.h"

#include <unistd.h>

/* The member of the archive as text, NULL: it is not there. */
static const char *
member(struct world *world, const char *archive, const char *name)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	const struct tar_member *found;
	struct tar_index index;
	struct text bytes;

	assert_int_equal(
	    tar_index_read(&world->arena, inside(world, archive), &folder, &index, &world->err), 0);
	found = tar_index_find(&index, name);
	if (found == NULL)
		return NULL;
	assert_int_equal(tar_index_bytes(&world->arena, &index, found, &bytes, &world->err), 0);
	return text_string(&bytes);
}

static void
it_holds_config_and_layers_and_names_them(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_DOCKER_ARCHIVE, "a.tar", NULL);
	const char *config =
	    arena_printf(&world->arena, "%s.json", digest_hex(&world->config.digest));
	const char *layer = arena_printf(&world->arena, "%s.tar", digest_hex(&world->layer.digest));

	assert_int_equal(write_to(world, &target), 0);
	assert_string_equal(member(world, "a.tar", "manifest.json"),
	    arena_printf(&world->arena,
		"[{\"Config\":\"%s\",\"RepoTags\":[\"hello:latest\"],\"Layers\":[\"%s\"]}]", config,
		layer));
	assert_string_equal(member(world, "a.tar", layer), "a layer");
	assert_non_null(member(world, "a.tar", config));
	assert_null(member(world, "a.tar", "index.json"));
}

static void
what_is_reported_is_what_is_read_back(void **state)
{
	struct world *world = *state;
	static const char *const names[] = {"a.tar", "a.tar.gz", "a.tar.xz", "a.tar.zst"};
	struct digest reported, first = {{0}};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		SCOPED(transport_source) struct transport_source source = {0};
		struct reference target =
		    place(world, TRANSPORT_DOCKER_ARCHIVE, names[i], "team/tool:v1");
		struct text bytes;

		assert_int_equal(
		    transport_write(&world->arena, &target, &world->image, &reported, &world->err),
		    0);
		target.digest = reported;
		assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), 0);
		assert_string_equal(source.name, "team/tool");
		assert_string_equal(source.tags.items[0], "v1");
		/* Docker's image ID stays, and so does the layer */
		assert_int_equal(
		    store_read(&world->arena, &source.store, &world->config, &bytes, &world->err),
		    0);
		assert_int_equal(
		    store_read(&world->arena, &source.store, &world->layer, &bytes, &world->err),
		    0);
		assert_true(i == 0 || digest_equal(&first, &reported));
		first = reported;
	}
}

/* The same image with its layer compressed: the archive is the same. */
static void
a_compressed_layer_is_written_as_its_tar(void **state)
{
	struct world *world = *state;
	SCOPED(stream) struct stream *gzip = NULL;
	struct reference plain = place(world, TRANSPORT_DOCKER_ARCHIVE, "plain.tar", NULL);
	struct reference packed = place(world, TRANSPORT_DOCKER_ARCHIVE, "packed.tar", NULL);
	struct descriptor blob;
	struct text bytes, one, other;

	assert_int_equal(write_to(world, &plain), 0);
	text_init(&bytes, &world->arena);
	gzip = gzip_stream_new(
	    memory_stream_new(&bytes, &world->err), &(struct compress_options){0}, &world->err);
	assert_int_equal(stream_write(gzip, "a layer", 7, &world->err), 0);
	assert_int_equal(stream_finish(gzip, &world->err), 0);
	assert_int_equal(
	    store_put(&world->store, MEDIA_OCI_LAYER "+gzip", &bytes, &blob, &world->err), 0);
	world->root = put(world, MEDIA_OCI_MANIFEST,
	    arena_printf(&world->arena, "{\"config\":%s,\"layers\":[%s]}",
		descriptor_text(world, &world->config), descriptor_text(world, &blob)));
	assert_int_equal(write_to(world, &packed), 0);
	assert_int_equal(file_read(&world->arena, plain.path, 1 << 20, &one, &world->err), 0);
	assert_int_equal(file_read(&world->arena, packed.path, 1 << 20, &other, &world->err), 0);
	assert_int_equal(one.length, other.length);
	assert_memory_equal(one.bytes, other.bytes, one.length);
}

/* mote's own archive has a layout and Docker's list, whose layers may be
 * compressed. */
static void
the_docker_side_of_an_archive_is_read_by_diff_ids(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0};
	struct reference target = place(world, TRANSPORT_ARCHIVE, "a.tar", NULL);
	struct text bytes;

	assert_int_equal(write_to(world, &target), 0);
	target.transport = TRANSPORT_DOCKER_ARCHIVE;
	assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), 0);
	assert_string_equal(source.root.media_type, MEDIA_OCI_MANIFEST);
	assert_int_equal(
	    store_read(&world->arena, &source.store, &world->layer, &bytes, &world->err), 0);
	assert_string_equal(text_string(&bytes), "a layer");
}

static void
a_layer_that_is_not_its_diff_id_leaves_no_archive(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_DOCKER_ARCHIVE, "a.tar", NULL);
	const char *path = store_blob_path(&world->arena, &world->store, &world->layer.digest);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(file_write(path, "b layer", 7, 0600, &world->err), 0);
	assert_int_equal(write_to(world, &target), -1);
	assert_non_null(strstr(world->err.text, "has other content than its digest says"));
	assert_false(file_exists(target.path));
}

static void
an_archive_without_a_list_is_not_dockers(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0};
	struct reference target = place(world, TRANSPORT_OCI_ARCHIVE, "a.tar", NULL);

	assert_int_equal(write_to(world, &target), 0);
	target.transport = TRANSPORT_DOCKER_ARCHIVE;
	assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_non_null(strstr(world->err.text, "it has no file \"manifest.json\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(it_holds_config_and_layers_and_names_them),
	    TEST(what_is_reported_is_what_is_read_back),
	    TEST(a_compressed_layer_is_written_as_its_tar),
	    TEST(the_docker_side_of_an_archive_is_read_by_diff_ids),
	    TEST(a_layer_that_is_not_its_diff_id_leaves_no_archive),
	    TEST(an_archive_without_a_list_is_not_dockers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
