#ifndef UNIT_GOLDEN_H
#define UNIT_GOLDEN_H

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "image/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*
 * A store and a spec for each test, and the comparison with the bytes in
 * tests/golden/. UPDATE=1 writes them anew; a change there is a change of every
 * user's digests.
 */
struct world {
	struct arena arena;
	struct temporary_folder folder;
	struct store store;
	struct spec spec;
	struct tree tree;
	struct layer layer;
	struct descriptor config;
	struct image_parts parts;
	struct error err;
};

static void
world_layer(struct world *world)
{
	struct tree_entry program = {
	    .path = "/hello", .kind = TREE_FILE, .mode = 0755, .bytes = "program", .size = 7};
	struct tree_entry page = {
	    .path = "/srv/www/a", .kind = TREE_FILE, .mode = 0644, .bytes = "page", .size = 4};
	struct layer_options options = {.compression = compressor_find("none")};

	tree_init(&world->tree, &world->arena);
	assert_int_equal(tree_add(&world->tree, &program, &world->err), 0);
	assert_int_equal(tree_add(&world->tree, &page, &world->err), 0);
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	/* not compressed: what a compressor makes of it changes with its
	 * version */
	assert_int_equal(
	    layer_write(&world->store, &world->tree, &options, &world->layer, &world->err), 0);
}

static int
setup(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));

	assert_int_equal(temporary_folder_make(&world->folder, &world->err), 0);
	assert_int_equal(
	    store_create(&world->arena, world->folder.path, &world->store, &world->err), 0);
	world->spec.name = "hello";
	world->spec.image.path = "/hello";
	world->spec.image.user = "65532:65532";
	world->spec.image.workdir = "/";
	text_list_add(&world->spec.image.entrypoint, &world->arena, "/hello");
	world_layer(world);
	world->parts = (struct image_parts){&world->spec,
	    platform_parse("linux/amd64", &world->err), &world->layer, 1, &world->config};
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

static void
assert_golden(struct world *world, const char *name, const char *bytes, size_t size)
{
	char *path = path_join(&world->arena, "tests/golden", name);
	struct text golden;

	if (getenv("UPDATE") != NULL)
		assert_int_equal(file_write(path, bytes, size, 0644, &world->err), 0);
	assert_int_equal(file_read(&world->arena, path, 1 << 20, &golden, &world->err), 0);
	if (strcmp(bytes, text_string(&golden)) != 0)
		print_message("If %s is to change: UPDATE=1 tests/run -- unit/image\n", path);
	assert_string_equal(bytes, text_string(&golden));
	assert_int_equal(size, golden.length);
}

static void
assert_golden_blob(struct world *world, const char *name, const struct descriptor *descriptor)
{
	struct text bytes;

	assert_int_equal(
	    store_read(&world->arena, &world->store, descriptor, &bytes, &world->err), 0);
	assert_golden(world, name, bytes.bytes, bytes.length);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
