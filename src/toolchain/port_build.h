#ifndef TOOLCHAIN_PORT_BUILD_H
#define TOOLCHAIN_PORT_BUILD_H

#include "base/error.h"
#include "base/text.h"
#include "spec/platform.h"

#include <stddef.h>

/* Ports by name, and the platforms that they are wanted for, whose toolchains
 * are there. */
struct port_request {
	const struct text_list *names;
	const struct platform *const *platforms;
	size_t count;
};

/* Builds those that are not there, what they need first, for as many platforms
 * side by side as there are processors, which these share. Prints each step on
 * stderr, unless mote is quiet. ERROR_FAILED names the platforms that are still
 * without. */
int port_build(
    struct arena *arena, const struct port_request *request, struct error *err) MUST_CHECK;

/* The same after saying so, when one is not there. */
int port_provide(
    struct arena *arena, const struct port_request *request, struct error *err) MUST_CHECK;

#endif
