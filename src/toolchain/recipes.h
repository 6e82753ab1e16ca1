#ifndef TOOLCHAIN_RECIPES_H
#define TOOLCHAIN_RECIPES_H

#include "base/error.h"
#include "base/text.h"

/*
 * The recipes in toolchain/ make toolchains and ports. They are a Makefile and
 * shell scripts, which also work without mote. Their folder, relative to the
 * program, is ../share/mote/toolchain when mote is installed, ../../toolchain
 * when make built it, and ../../../toolchain when mote built it.
 */

/* Their folder, or ERROR_NOT_FOUND. */
int recipes_find(struct arena *arena, const char **ret_folder, struct error *err) MUST_CHECK;

/* The rest of the first line of `text` that begins with `start`; "": no line
 * does. */
const char *recipes_line(struct arena *arena, const char *text, const char *start) RETURNS_NONNULL;

/* Adds a variable to the arguments of make. The value is escaped, so make uses
 * it literally. */
void recipes_add_variable(
    struct text_list *words, struct arena *arena, const char *name, const char *value);

/* Runs make on the recipes, with these variables and goals, for toolchains in
 * the folder `home`. Its output goes to stderr, unless mote is quiet. A status
 * other than 0 is no error of this function. */
int recipes_make(struct arena *arena, const char *home, const struct text_list *words,
    int *ret_status, struct error *err) MUST_CHECK;

#endif
