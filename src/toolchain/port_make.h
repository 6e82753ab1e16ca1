#ifndef TOOLCHAIN_PORT_MAKE_H
#define TOOLCHAIN_PORT_MAKE_H

#include "sandbox/sandbox.h"
#include "toolchain/port.h"
#include "toolchain/toolchain.h"

/*
 * Makes one port for one target, by the two steps of toolchain/port. Its
 * archives are fetched first. Both steps run in a sandbox without network, with
 * the programs of port_root.h and with these paths, so that the bytes of a port
 * do not depend on the host:
 *
 *	<work>/source	/source		the archives; the first step unpacks them
 *	<work>/source/src	/src		the source
 *	<work>/out	/out		installed files; /out/port becomes the port
 *	<work>/tmp	/tmp
 *	<work>/shm	/dev/shm
 *	the toolchain	/toolchain	read-only
 *	the recipes	/recipes	read-only
 *	each port that it needs	/ports/NAME	read-only
 *
 * The rung is strict or chroot. On the lower rungs paths are the host's, and
 * many ports write paths and flags into their files.
 *
 * The port appears whole or not at all. If another mote makes the same port,
 * this one waits for it.
 */
struct port_making {
	const struct toolchain *toolchain;
	const struct port *port; /* the ports that it needs are built already */
	enum isolation rung; /* from port_make_choose */
	const char *root; /* a folder of port_root.h */
};

/* The rung on which this machine can make ports; a line says so when it is not
 * strict. ERROR_REFUSED says why there is none. */
int port_make_choose(enum isolation *ret_rung, struct error *err) MUST_CHECK;

/* Does nothing when the port is built already. When a step fails, the end of
 * its output is shown. */
int port_make(struct arena *arena, const struct port_making *making, struct error *err) MUST_CHECK;

#endif
