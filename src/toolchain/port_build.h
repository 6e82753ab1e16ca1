#ifndef TOOLCHAIN_PORT_BUILD_H
#define TOOLCHAIN_PORT_BUILD_H

#include "base/error.h"
#include "base/text.h"
#include "spec/platform.h"

#include <stddef.h>

/* The names of ports, and the platforms to build them for. The toolchains of
 * these platforms are installed already. */
struct port_request {
	const struct text_list *names;
	const struct platform *const *platforms;
	size_t count;
};

/* Builds the ports that are missing, after the ports that they need. Builds for
 * several platforms side by side; they share the processors. Prints each step
 * on stderr, unless mote is quiet. ERROR_FAILED names the platforms whose ports
 * could not be built. */
int port_build(
    struct arena *arena, const struct port_request *request, struct error *err) MUST_CHECK;

/* The same, but first prints a note when a port is missing. */
int port_provide(
    struct arena *arena, const struct port_request *request, struct error *err) MUST_CHECK;

#endif
