#ifndef TOOLCHAIN_PORT_ROOT_H
#define TOOLCHAIN_PORT_ROOT_H

#include "packages/package_root.h"

/*
 * The root folder in which ports are made, the same on every host: mote's own
 * tools and what build systems need (toolchain/ports.lock). `home` is the
 * folder of the toolchains.
 *
 *	SCOPED(package_root) struct package_root root = {.lock = -1};
 *	port_root_provide(arena, folder, &root, err);
 */
int port_root_provide(struct arena *arena, const char *home, struct package_root *ret_root,
    struct error *err) MUST_CHECK;

#endif
