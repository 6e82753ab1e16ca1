#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"

#include <string.h>

/*
 * The setting that most unit tests need: an arena, a folder that goes away after the test,
 * and an error. A test that needs more has a struct whose first member is a
 * struct scratch; then scratch_teardown is its teardown too.
 *
 *	cmocka_unit_test_setup_teardown(the_test, scratch_setup, scratch_teardown)
 *	struct scratch *scratch = *state;
 */
struct scratch {
	struct arena arena;
	struct temporary_folder folder;
	struct error err;
};

/* 0, or -1 as a setup of cmocka returns it. Whatever was in `scratch` is
 * forgotten. */
static inline int
scratch_make(struct scratch *scratch)
{
	*scratch = (struct scratch){.arena = {0}};
	return temporary_folder_make(&scratch->folder, &scratch->err);
}

static inline int
scratch_setup(void **state)
{
	static struct scratch scratch;

	*state = &scratch;
	return scratch_make(&scratch);
}

static inline int
scratch_teardown(void **state)
{
	struct scratch *scratch = *state;

	scope_temporary_folder(&scratch->folder);
	arena_release(&scratch->arena);
	return 0;
}

/* The path of a name in the folder. */
static inline char *
scratch_path(struct scratch *scratch, const char *name)
{
	return path_join(&scratch->arena, scratch->folder.path, name);
}

/* Writes a file of the folder, and makes the folders that lead to it; 0 or
 * -1. */
static inline int
scratch_write(struct scratch *scratch, const char *name, const char *text)
{
	char *path = scratch_path(scratch, name);

	return file_make_folders(path_folder(&scratch->arena, path), &scratch->err) != 0
	    ? -1
	    : file_write(path, text, strlen(text), 0644, &scratch->err);
}

#endif
