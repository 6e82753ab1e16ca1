#ifndef UNIT_FOREIGN_H
#define UNIT_FOREIGN_H

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "image/image_files.h"
#include "stream/compressor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

/*
 * A store that tests fill with blobs by hand, as anybody may have: images that
 * mote did not make.
 */
struct world {
	struct arena arena;
	struct temporary_folder folder, unpacked;
	struct store store;
	struct descriptor config, layers[8], root;
	size_t layer_count;
	struct image image;
	struct error err;
};

/* A member of a tar; the type as in tar. */
struct member {
	const char *path;
	char type;
	const char *content; /* or what a link leads to */
};

enum { TAR_LIMIT = 1 << 20 };

static int
setup(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));

	assert_int_equal(temporary_folder_make(&world->folder, &world->err), 0);
	assert_int_equal(temporary_folder_make(&world->unpacked, &world->err), 0);
	assert_int_equal(
	    store_create(&world->arena, world->folder.path, &world->store, &world->err), 0);
	*state = world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	scope_temporary_folder(&world->unpacked);
	arena_release(&world->arena);
	test_free(world);
	return 0;
}

static struct descriptor
put_bytes(struct world *world, const char *media_type, const char *bytes, size_t size)
{
	struct descriptor descriptor = {0};
	struct text text;

	text_init(&text, &world->arena);
	text_append(&text, bytes, size);
	assert_int_equal(store_put(&world->store, media_type, &text, &descriptor, &world->err), 0);
	return descriptor;
}

static struct descriptor
put(struct world *world, const char *media_type, const char *text)
{
	return put_bytes(world, media_type, text, strlen(text));
}

static const char *
json_of(struct world *world, const struct descriptor *descriptor)
{
	SCOPED(json) json_t *json = descriptor_to_json(descriptor);
	size_t size;

	return json_bytes(&world->arena, json, &size);
}

/* Adds a layer with these members, which end with one without a path. */
static void __attribute__((unused))
add_layer(struct world *world, const struct member *members)
{
	char *bytes = arena_alloc(&world->arena, TAR_LIMIT);
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	assert_int_equal(archive_write_set_format_pax_restricted(archive), ARCHIVE_OK);
	assert_int_equal(archive_write_open_memory(archive, bytes, TAR_LIMIT, &used), ARCHIVE_OK);
	for (; members->path != NULL; members++) {
		const char *content = members->content == NULL ? "" : members->content;

		archive_entry_clear(entry);
		archive_entry_set_pathname(entry, members->path);
		archive_entry_set_perm(entry, 0755);
		archive_entry_set_filetype(entry, members->type == '5' ? AE_IFDIR : AE_IFREG);
		if (members->type == '6')
			archive_entry_set_filetype(entry, AE_IFIFO);
		if (members->type == '2') {
			archive_entry_set_filetype(entry, AE_IFLNK);
			archive_entry_set_symlink(entry, content);
		}
		if (members->type == '1')
			archive_entry_set_hardlink(entry, content);
		archive_entry_set_size(
		    entry, members->type == '0' ? (la_int64_t)strlen(content) : 0);
		assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
		if (members->type == '0')
			assert_int_equal(
			    archive_write_data(archive, content, strlen(content)), strlen(content));
	}
	archive_entry_free(entry);
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
	world->layers[world->layer_count++] = put_bytes(world, MEDIA_OCI_LAYER, bytes, used);
}

/* A manifest over the layers so far. `platform` is the beginning of the config:
 * members with a comma at the end. */
static struct descriptor
put_manifest(struct world *world, const char *platform)
{
	struct text ids, layers;
	size_t i;

	text_init(&ids, &world->arena);
	text_init(&layers, &world->arena);
	for (i = 0; i < world->layer_count; i++) {
		text_printf(&ids, "%s\"%s\"", i == 0 ? "" : ",", world->layers[i].digest.text);
		text_printf(&layers, "%s%s", i == 0 ? "" : ",", json_of(world, &world->layers[i]));
	}
	world->config = put(world, MEDIA_OCI_CONFIG,
	    arena_printf(
		&world->arena, "{%s\"rootfs\":{\"diff_ids\":[%s]}}", platform, text_string(&ids)));
	return put(world, MEDIA_OCI_MANIFEST,
	    arena_printf(&world->arena, "{\"config\":%s,\"layers\":[%s]}",
		json_of(world, &world->config), text_string(&layers)));
}

static int
read_root(struct world *world)
{
	return image_read(&world->arena, &world->store, &world->root, &world->image, &world->err);
}

#define AMD64 "\"os\":\"linux\",\"architecture\":\"amd64\","

static void __attribute__((unused))
read_image(struct world *world)
{
	world->root = put_manifest(world, AMD64);
	assert_int_equal(read_root(world), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
