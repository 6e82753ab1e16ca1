#ifndef BUILDER_STAGE_TOOLS_H
#define BUILDER_STAGE_TOOLS_H

#include "builder/stage.h"
#include "toolchain/port.h"

/*
 * The tools of a stage: a toolchain (mote's own or the user's), and the ports
 * that the project needs. The pipeline has made both before.
 */
struct stage_tools {
	struct toolchain toolchain;
	struct port_set ports; /* the ports of the project, and the ports that they need */
	struct text_list port_keys; /* one for each port */
	/* the folder of built ports on the host; NULL: no port is needed */
	const char *ports_folder;
};

/* For a foreign toolchain this chooses the rung, because its compiler runs in
 * the sandbox to print its version. */
int stage_tools_find(struct arena *arena, const struct stage_request *request,
    struct stage_tools *ret_tools, struct error *err) MUST_CHECK;

/* Checks that the toolchain still exists: without it PATH would lead to the
 * compiler of this machine. */
int stage_tools_check(
    struct arena *arena, const struct stage_tools *tools, struct error *err) MUST_CHECK;

#endif
