#ifndef ROOTFS_FILES_WORLD_H
#define ROOTFS_FILES_WORLD_H

/* For the tests of rootfs/files: a project folder, and questions about the tree
 * that is made of it. */

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"
#include "rootfs/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

/* A project folder. Each test writes into it and copies from it. */
struct world {
	struct arena arena;
	struct tree tree;
	struct spec_files files;
	struct temporary_folder project;
	struct error err;
};

static inline int
setup(void **state)
{
	static struct world world;

	world = (struct world){.arena = {0}};
	tree_init(&world.tree, &world.arena);
	*state = &world;
	return temporary_folder_make(&world.project, &world.err);
}

static inline int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->project);
	arena_release(&world->arena);
	return 0;
}

static inline const char *
on_host(struct world *world, const char *name)
{
	return path_join(&world->arena, world->project.path, name);
}

static inline void
put(struct world *world, const char *name, const char *bytes, mode_t mode)
{
	const char *path = on_host(world, name);

	assert_int_equal(file_make_folders(path_folder(&world->arena, path), &world->err), 0);
	assert_int_equal(file_write(path, bytes, strlen(bytes), mode, &world->err), 0);
}

static inline struct spec_file *
ask(struct world *world, const char *from, const char *to)
{
	struct spec_file file = {.from = from, .to = to, .mode = -1, .place = "mote.yaml:12"};

	world->files.items = arena_grow(&world->arena, world->files.items, world->files.count,
	    &world->files.capacity, sizeof(file));
	world->files.items[world->files.count] = file;
	return &world->files.items[world->files.count++];
}

static inline int
add_files(struct world *world, const char *directory)
{
	struct spec spec = {.build.directory = directory, .files = world->files};

	return files_add(&world->tree, &spec, &world->err);
}

static inline int
add(struct world *world)
{
	return add_files(world, world->project.path) != 0 ||
		tree_finish(&world->tree, &world->err) != 0
	    ? -1
	    : 0;
}

static inline void
expect_paths(struct world *world, const char *paths)
{
	struct text_list list = {0};
	size_t i;

	for (i = 0; i < world->tree.count; i++)
		text_list_add(&list, &world->arena, world->tree.entries[i].path);
	assert_string_equal(text_list_join(&list, &world->arena, " "), paths);
}

static inline void
expect_failure(struct world *world, enum error_kind kind, const char *part)
{
	assert_int_equal(add(world), -1);
	if (strstr(world->err.text, part) == NULL)
		assert_string_equal(world->err.text, part);
	assert_true(text_starts_with(world->err.text, "mote.yaml:12: "));
	assert_int_equal(world->err.kind, kind);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
