#ifndef TOOLCHAIN_PORT_RECIPES_H
#define TOOLCHAIN_PORT_RECIPES_H

#include "base/arena.h"
#include "base/error.h"

/*
 * The part of the recipes that ports are made with: toolchain/ports and the
 * scripts beside it. It is compiled into mote, so that mote alone can make
 * ports. If toolchain/ is beside the program (recipes.h), that folder is used.
 * Otherwise these files are unpacked once, where toolchains are:
 *
 *	<home>/recipes/<digits>/{port,recipe,headers,ports/...}
 *
 * The digits are the SHA-256 of what is unpacked.
 */
int port_recipes_find(struct arena *arena, const char **ret_folder, struct error *err) MUST_CHECK;

#endif
