#ifndef BUILDER_STAGE_TOOLS_H
#define BUILDER_STAGE_TOOLS_H

#include "builder/stage.h"
#include "toolchain/port.h"

/*
 * The tools of a stage: a toolchain, mote's own or the user's, and the ports
 * that the project asks for. The pipeline has made both before.
 */
struct stage_tools {
	struct toolchain toolchain;
	struct port_set ports; /* that the project asks for, and what they need */
	struct text_list port_keys; /* of each */
	const char *ports_folder; /* where they are built, on the host; NULL: there is no port */
};

/* A foreign toolchain is asked for its version in the sandbox, for which the
 * rung is chosen. */
int stage_tools_find(struct arena *arena, const struct stage_request *request,
    struct stage_tools *ret_tools, struct error *err) MUST_CHECK;

/* Whether the toolchain is still there: without it PATH leads to this machine's
 * compiler. */
int stage_tools_check(
    struct arena *arena, const struct stage_tools *tools, struct error *err) MUST_CHECK;

#endif
