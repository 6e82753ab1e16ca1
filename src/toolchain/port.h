#ifndef TOOLCHAIN_PORT_H
#define TOOLCHAIN_PORT_H

#include "base/error.h"
#include "base/text.h"
#include "toolchain/toolchain.h"

#include <stddef.h>

/*
 * Ports: static libraries that are made from pinned sources by
 * toolchain/ports/NAME.mk. Such a file has lines "KEY = value" for make; mote
 * reads some of them. A built port is the folder
 *
 *	<where toolchains are>/ports/<target>/<name>/{include,lib,key}
 *
 * It is valid while its file `key` is the SHA-256 of everything that it was
 * made from: the key of the toolchain, the recipes, and the keys of the ports
 * that it needs.
 */
struct port {
	const char *name;
	const char *version, *license, *homepage; /* of Debian's source package; SPDX; may be "" */
	const char *source, *fixes; /* "SHA-256 path" in Debian's archive; may be "" */
	struct text_list depends; /* names of other ports */
	struct text_list includes; /* folders below its include/ that the compiler searches too */
	struct text_list libs; /* "-lz" */
	bool needs_cxx; /* its source is C++ */
};

struct port_set {
	struct port *items; /* each port comes after the ports that it needs */
	size_t count, capacity;
};

/* The names of all ports, sorted. */
int port_names(struct arena *arena, struct text_list *ret_names, struct error *err) MUST_CHECK;

/* Adds the named ports, and all ports that they need, to the set. For an
 * unknown name, ERROR_USAGE suggests a similar one. */
int port_find(struct arena *arena, const struct text_list *names, struct port_set *set,
    struct error *err) MUST_CHECK;

/* The name of the port that installs a header, for example "zlib.h", according
 * to toolchain/headers; NULL: no port installs it. */
const char *port_of_header(struct arena *arena, const char *header);

/* The folder of the ports for a toolchain's target. */
char *port_folder(struct arena *arena, const struct toolchain *toolchain) RETURNS_NONNULL;

/* The key of this port with this toolchain (64 hexadecimal digits), and whether
 * the port is built with that key. */
struct port_state {
	const char *key;
	bool built;
};
int port_state(struct arena *arena, const struct toolchain *toolchain, const struct port *port,
    struct port_state *ret_state, struct error *err) MUST_CHECK;

#endif
