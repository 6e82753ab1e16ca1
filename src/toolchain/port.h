#ifndef TOOLCHAIN_PORT_H
#define TOOLCHAIN_PORT_H

#include "base/error.h"
#include "base/text.h"
#include "toolchain/toolchain.h"

#include <stddef.h>

/*
 * Ports: static libraries that are made from pinned sources by
 * toolchain/ports/NAME.mk, lines "KEY = value" for make of which some are read
 * here. One that is built is the folder
 *
 *	<where toolchains are>/ports/<target>/<name>/{include,lib,key}
 *
 * and is of use while its `key` is the SHA-256 of what it was made of: the
 * toolchain's own key, the recipes, and those of all that it needs.
 */
struct port {
	const char *name;
	const char *version, *license, *homepage; /* of Debian's source package; SPDX; may be "" */
	struct text_list depends; /* names of other ports */
	struct text_list includes; /* folders below its include/ that are searched too */
	struct text_list libs; /* "-lz" */
	bool needs_cxx; /* its source is C++ */
};

struct port_set {
	struct port *items; /* each after what it needs */
	size_t count, capacity;
};

/* The names of all, sorted. */
int port_names(struct arena *arena, struct text_list *ret_names, struct error *err) MUST_CHECK;

/* Adds to the set the ports of these names and all that they need; ERROR_USAGE
 * names the nearest of one that is unknown. */
int port_find(struct arena *arena, const struct text_list *names, struct port_set *set,
    struct error *err) MUST_CHECK;

/* The name of the port that installs the header "zlib.h", by toolchain/headers;
 * NULL: no port does. */
const char *port_of_header(struct arena *arena, const char *header);

/* Where the ports for a toolchain's target are. */
char *port_folder(struct arena *arena, const struct toolchain *toolchain) RETURNS_NONNULL;

/* The key that this port has with this toolchain, 64 hexadecimal digits, and
 * whether it is there with that. */
struct port_state {
	const char *key;
	bool built;
};
int port_state(struct arena *arena, const struct toolchain *toolchain, const struct port *port,
    struct port_state *ret_state, struct error *err) MUST_CHECK;

#endif
