#ifndef BUILDER_MISSING_PROGRAM_H
#define BUILDER_MISSING_PROGRAM_H

#include "base/arena.h"

#include <stddef.h>

/*
 * Finds the name of a program that a build did not find, in the last lines that
 * it printed. The words are those of dash, bash, make and env:
 *
 *	/bin/sh: 1: bison: not found
 *	./configure: line 7: bison: command not found
 *	make[1]: bison: No such file or directory
 *	/usr/bin/env: 'python3': No such file or directory
 *
 * A configure script that goes on without a program prints such lines too, so
 * this is for a build that failed, and the last such line counts. The words are
 * foreign: a name is one of letters, digits and "+-._/".
 */
/* NULL: there is no such line. */
const char *missing_program_find(struct arena *arena, const char *words, size_t length);

#endif
