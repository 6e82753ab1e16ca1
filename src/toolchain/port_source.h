#ifndef TOOLCHAIN_PORT_SOURCE_H
#define TOOLCHAIN_PORT_SOURCE_H

#include "toolchain/port.h"

/*
 * Brings the archives that a port is made from, its source and Debian's fixes
 * to it, from a mirror (http/download.h) into the folder of all sources
 * (PLACE_SOURCES), and copies them into `folder`, which is new. What is there
 * with the right SHA-256 is not fetched again.
 */
int port_source_bring(
    struct arena *arena, const struct port *port, const char *folder, struct error *err) MUST_CHECK;

#endif
