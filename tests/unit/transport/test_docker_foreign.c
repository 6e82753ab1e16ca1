#include "images.h"

#include "stream/filters.h"

#include <archive.h>
#include <archive_entry.h>

/* Archives that others write: `docker save` of today and of yesterday, podman,
 * and what somebody broke. */
struct file {
	const char *name, *bytes;
	size_t size; /* 0: of the text */
};

enum { TAR_LIMIT = 1 << 20 };

static void
write_tar(struct world *world, const struct file *files)
{
	char *bytes = arena_alloc(&world->arena, TAR_LIMIT);
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0, size;

	archive_write_set_format_ustar(archive);
	archive_write_open_memory(archive, bytes, TAR_LIMIT, &used);
	for (; files->name != NULL; files++) {
		size = files->size == 0 ? strlen(files->bytes) : files->size;
		archive_entry_clear(entry);
		archive_entry_set_pathname(entry, files->name);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_entry_set_size(entry, (la_int64_t)size);
		assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
		assert_int_equal(archive_write_data(archive, files->bytes, size), size);
	}
	archive_entry_free(entry);
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
	assert_int_equal(file_write(inside(world, "a.tar"), bytes, used, 0644, &world->err), 0);
}

static const char *
config_of(struct world *world, const char *layer)
{
	struct digest digest;

	assert_int_equal(digest_of_bytes(layer, strlen(layer), &digest, &world->err), 0);
	return arena_printf(&world->arena,
	    "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"%s\"]}}",
	    digest.text);
}

static int
read_tar(struct world *world, enum reference_transport transport, const char *tag,
    struct transport_source *source)
{
	struct reference from = place(world, transport, "a.tar", tag);

	return transport_read(&world->arena, &from, source, &world->err);
}

static void
assert_refused(struct world *world, const char *tag, enum error_kind kind, const char *part)
{
	SCOPED(transport_source) struct transport_source source = {0};

	if (read_tar(world, TRANSPORT_DOCKER_ARCHIVE, tag, &source) == 0)
		fail_msg("taken, and not refused with \"%s\"", part);
	if (strstr(world->err.text, part) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", part, world->err.text);
	assert_int_equal(world->err.kind, kind);
}

static const char two_images[] =
    "[{\"Config\":\"one.json\",\"RepoTags\":[\"team/one:v1\",\"team/one:latest\",\"alias:v1\"],\"Layers\":"
    "[\"one/layer.tar\"]},"
    "{\"Config\":\"two.json\",\"RepoTags\":[\"docker.io/library/two:v2\"],\"Layers\":[\"two/layer.tar\"]}]";

static void
write_two(struct world *world, const char *list)
{
	write_tar(world,
	    (struct file[]){{"one.json", config_of(world, "layer one"), 0},
		{"one/layer.tar", "layer one", 0}, {"two.json", config_of(world, "layer two"), 0},
		{"two/layer.tar", "layer two", 0}, {"manifest.json", list, 0}, {NULL, NULL, 0}});
}

/* The layer of the image that was picked. */
static void
assert_picks(
    struct world *world, enum reference_transport transport, const char *tag, const char *layer)
{
	SCOPED(transport_source) struct transport_source source = {0};
	struct descriptor wanted = {.size = strlen(layer)};
	struct text bytes;

	if (read_tar(world, transport, tag, &source) != 0)
		fail_msg("%s", world->err.text);
	assert_int_equal(digest_of_bytes(layer, strlen(layer), &wanted.digest, &world->err), 0);
	if (store_read(&world->arena, &source.store, &wanted, &bytes, &world->err) != 0)
		fail_msg("%s", world->err.text);
}

static void
one_of_several_images_is_picked_by_name_tag_or_place(void **state)
{
	struct world *world = *state;

	write_two(world, two_images);
	assert_picks(world, TRANSPORT_DOCKER_ARCHIVE, "team/one:v1", "layer one");
	assert_picks(world, TRANSPORT_DOCKER_ARCHIVE, "two:v2", "layer two");
	assert_picks(world, TRANSPORT_DOCKER_ARCHIVE, "@1", "layer two");
	assert_picks(world, TRANSPORT_ARCHIVE, "v2", "layer two");
	assert_refused(
	    world, NULL, ERROR_NOT_FOUND, "holds 2 images; name one: it has team/one:v1");
	assert_refused(world, "three", ERROR_NOT_FOUND, "has no image \"three\"");
	assert_refused(world, "@2", ERROR_NOT_FOUND, "it holds 2");
	assert_refused(world, "@x", ERROR_NOT_FOUND, "it holds 2");
	write_two(world,
	    "[{\"Config\":\"one.json\",\"Layers\":[\"one/layer.tar\"]},"
	    "{\"Config\":\"two.json\",\"RepoTags\":null,\"Layers\":[\"two/layer.tar\"]}]");
	assert_refused(world, NULL, ERROR_NOT_FOUND, "ask by place: \"@0\" is the first");
}

static void
all_tags_of_the_first_name_are_known(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0};

	write_two(world, two_images);
	assert_int_equal(read_tar(world, TRANSPORT_DOCKER_ARCHIVE, "@0", &source), 0);
	assert_string_equal(source.name, "team/one");
	assert_int_equal(source.tags.count, 2);
	assert_string_equal(source.tags.items[1], "latest");
}

static void
pack(struct world *world, const char *layer, struct text *ret_packed)
{
	SCOPED(stream) struct stream *gzip = NULL;

	text_init(ret_packed, &world->arena);
	gzip = gzip_stream_new(
	    memory_stream_new(ret_packed, &world->err), &(struct compress_options){0}, &world->err);
	assert_int_equal(stream_write(gzip, layer, strlen(layer), &world->err), 0);
	assert_int_equal(stream_finish(gzip, &world->err), 0);
}

static void
a_layer_that_is_compressed_in_the_archive_is_its_tar(void **state)
{
	struct world *world = *state;
	struct text packed;

	pack(world, "layer one", &packed);
	write_tar(world,
	    (struct file[]){{"c", config_of(world, "layer one"), 0},
		{"l", packed.bytes, packed.length},
		{"manifest.json", "[{\"Config\":\"c\",\"Layers\":[\"l\"]}]", 0}, {NULL, NULL, 0}});
	assert_picks(world, TRANSPORT_DOCKER_ARCHIVE, NULL, "layer one");
}

/* gzip's own checksum is not asked: the layer's digest is, whoever reads it. */
static void
another_layer_behind_the_right_name_is_not_read(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0};
	struct descriptor wanted = {.size = strlen("layer one")};
	struct text packed, bytes;

	pack(world, "layer two", &packed);
	write_tar(world,
	    (struct file[]){{"c", config_of(world, "layer one"), 0},
		{"l", packed.bytes, packed.length},
		{"manifest.json", "[{\"Config\":\"c\",\"Layers\":[\"l\"]}]", 0}, {NULL, NULL, 0}});
	assert_int_equal(read_tar(world, TRANSPORT_DOCKER_ARCHIVE, NULL, &source), 0);
	assert_int_equal(digest_of_bytes("layer one", wanted.size, &wanted.digest, &world->err), 0);
	assert_int_equal(
	    store_read(&world->arena, &source.store, &wanted, &bytes, &world->err), -1);
	assert_non_null(strstr(world->err.text, "has other content than its digest says"));
}

static void
what_is_broken_is_named(void **state)
{
	static const struct {
		const char *list, *config;
		enum error_kind kind;
		const char *part;
	} rows[] = {
	    {"{}", "{}", ERROR_FAILED, "it is no list of images"},
	    {"[]", "{}", ERROR_FAILED, "it is no list of images"},
	    {"[", "{}", ERROR_FAILED, "manifest.json"},
	    {"[{}]", "{}", ERROR_FAILED, "an image does not name"},
	    {"[{\"Config\":\"d\",\"Layers\":[]}]", "{}", ERROR_NOT_FOUND, "\"d\" is not in"},
	    {"[{\"Config\":\"c\",\"Layers\":[]}]", "[]", ERROR_FAILED,
		"the config is no JSON object"},
	    {"[{\"Config\":\"c\",\"Layers\":[]}]", "{", ERROR_FAILED, "a.tar/c"},
	    {"[{\"Config\":\"c\",\"Layers\":[\"l\"]}]", "{}", ERROR_FAILED,
		"different numbers of layers"},
	    {"[{\"Config\":\"c\",\"Layers\":[\"l\"]}]", "{\"rootfs\":{\"diff_ids\":[5]}}",
		ERROR_FAILED, "a.tar: config"},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		write_tar(world,
		    (struct file[]){{"c", rows[i].config, 0}, {"l", "layer", 0},
			{"manifest.json", rows[i].list, 0}, {NULL, NULL, 0}});
		assert_refused(world, NULL, rows[i].kind, rows[i].part);
	}
}

static void
a_config_that_is_not_what_its_name_says_is_damaged(void **state)
{
	static const char name[] =
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.json";
	struct world *world = *state;

	write_tar(world,
	    (struct file[]){{name, "{}", 0},
		{"manifest.json",
		    arena_printf(&world->arena, "[{\"Config\":\"%s\",\"Layers\":[]}]", name), 0},
		{NULL, NULL, 0}});
	assert_refused(world, NULL, ERROR_FAILED, "has other content than its name says");
}

static void
too_many_layers_are_refused_before_any_is_read(void **state)
{
	struct world *world = *state;
	struct text config;
	size_t i;

	text_init(&config, &world->arena);
	text_add(&config, "{\"rootfs\":{\"diff_ids\":[0");
	for (i = 0; i < 1024; i++)
		text_add(&config, ",0");
	text_add(&config, "]}}");
	write_tar(world,
	    (struct file[]){{"c", text_string(&config), 0},
		{"manifest.json", "[{\"Config\":\"c\",\"Layers\":[]}]", 0}, {NULL, NULL, 0}});
	assert_refused(world, NULL, ERROR_FAILED, "more than 1024 layers");
}

/* Docker's list names one image: of an index that is the first that can be
 * one. */
static void
the_first_image_of_an_index_is_the_one_for_docker(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_ARCHIVE, "a.tar", NULL);
	struct descriptor first = world->root;

	world->root = put(world, MEDIA_OCI_INDEX,
	    arena_printf(&world->arena, "{\"manifests\":[%s]}", descriptor_text(world, &first)));
	world->root = put(world, MEDIA_OCI_INDEX,
	    arena_printf(
		&world->arena, "{\"manifests\":[%s]}", descriptor_text(world, &world->root)));
	assert_int_equal(write_to(world, &target), 0);
	assert_picks(world, TRANSPORT_DOCKER_ARCHIVE, NULL, "a layer");
	/* an index without images is written as a layout, and without a
	 * manifest.json for Docker */
	world->root = put(world, MEDIA_OCI_INDEX, "{\"manifests\":[]}");
	assert_int_equal(write_to(world, &target), 0);
	assert_refused(world, NULL, ERROR_NOT_FOUND, "it has no file \"manifest.json\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(one_of_several_images_is_picked_by_name_tag_or_place),
	    TEST(all_tags_of_the_first_name_are_known),
	    TEST(a_layer_that_is_compressed_in_the_archive_is_its_tar),
	    TEST(another_layer_behind_the_right_name_is_not_read),
	    TEST(what_is_broken_is_named),
	    TEST(a_config_that_is_not_what_its_name_says_is_damaged),
	    TEST(too_many_layers_are_refused_before_any_is_read),
	    TEST(the_first_image_of_an_index_is_the_one_for_docker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
