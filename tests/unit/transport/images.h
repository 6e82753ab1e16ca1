#ifndef UNIT_IMAGES_H
#define UNIT_IMAGES_H

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "stream/compressor.h"
#include "transport/layout_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*
 * A folder of its own for each test, with a store that holds an image of three
 * blobs: config, layer, manifest.
 */
struct world {
	struct arena arena;
	struct temporary_folder folder;
	struct store store;
	struct descriptor config, layer, root;
	struct text_list tags;
	struct transport_image image;
	struct error err;
};

static struct descriptor
put(struct world *world, const char *media_type, const char *content)
{
	struct descriptor descriptor = {0};
	struct text bytes;

	text_init(&bytes, &world->arena);
	text_add(&bytes, content);
	assert_int_equal(store_put(&world->store, media_type, &bytes, &descriptor, &world->err), 0);
	return descriptor;
}

static const char *
descriptor_text(struct world *world, const struct descriptor *descriptor)
{
	SCOPED(json) json_t *json = descriptor_to_json(descriptor);
	size_t size;

	return json_bytes(&world->arena, json, &size);
}

/* A manifest whose layer says what the caller wants. */
static struct descriptor
put_manifest(struct world *world, const char *layer)
{
	world->layer = put(world, MEDIA_OCI_LAYER, layer);
	world->config = put(world, MEDIA_OCI_CONFIG,
	    arena_printf(&world->arena,
		"{\"architecture\":\"amd64\",\"os\":\"linux\","
		"\"rootfs\":{\"diff_ids\":[\"%s\"]}}",
		world->layer.digest.text));
	return put(world, MEDIA_OCI_MANIFEST,
	    arena_printf(&world->arena, "{\"config\":%s,\"layers\":[%s]}",
		descriptor_text(world, &world->config), descriptor_text(world, &world->layer)));
}

static int
setup(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));

	assert_int_equal(temporary_folder_make(&world->folder, &world->err), 0);
	assert_int_equal(
	    store_create(&world->arena, path_join(&world->arena, world->folder.path, "store"),
		&world->store, &world->err),
	    0);
	world->root = put_manifest(world, "a layer");
	text_list_add(&world->tags, &world->arena, "latest");
	world->image = (struct transport_image){
	    .store = &world->store, .root = &world->root, .name = "hello", .tags = &world->tags};
	*state = world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	test_free(world);
	return 0;
}

static char *
inside(struct world *world, const char *name)
{
	return path_join(&world->arena, world->folder.path, name);
}

UNUSED static struct reference
place(struct world *world, enum reference_transport transport, const char *name, const char *tag)
{
	return (struct reference){.transport = transport, .path = inside(world, name), .tag = tag};
}

UNUSED static int
write_to(struct world *world, const struct reference *target)
{
	struct digest digest;

	return transport_write(&world->arena, target, &world->image, &digest, &world->err);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
