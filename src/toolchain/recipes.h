#ifndef TOOLCHAIN_RECIPES_H
#define TOOLCHAIN_RECIPES_H

#include "base/error.h"
#include "base/text.h"

/*
 * The recipes of toolchain/ (a Makefile and shell scripts of their own, of use
 * without mote): they make toolchains and ports. They lie beside mote:
 * ../share/mote/toolchain from the program where it is installed,
 * ../../toolchain where it was built, ../../../toolchain where mote built it.
 */

/* Their folder, or ERROR_NOT_FOUND. */
int recipes_find(struct arena *arena, const char **ret_folder, struct error *err) MUST_CHECK;

/* The rest of the first line of `text` that begins with `start`; "": no line
 * does. */
const char *recipes_line(struct arena *arena, const char *text, const char *start) RETURNS_NONNULL;

/* Adds a variable to what make is told; its value stands for itself, whatever
 * is in it. */
void recipes_add_variable(
    struct text_list *words, struct arena *arena, const char *name, const char *value);

/* Runs their make with these variables and goals for toolchains in the folder
 * `home`. What happens is told on stderr, unless mote is to be quiet. A status
 * other than 0 is no error of this function. */
int recipes_make(struct arena *arena, const char *home, const struct text_list *words,
    int *ret_status, struct error *err) MUST_CHECK;

#endif
