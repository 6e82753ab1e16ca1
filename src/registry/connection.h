#ifndef REGISTRY_CONNECTION_H
#define REGISTRY_CONNECTION_H

#include "registry/session.h"

/*
 * The open connections of a registry: to itself, and to other hosts that it
 * names (token services, storage). A thread borrows a connection for a URL and
 * returns it after the answer. A later request to the same origin uses it
 * again.
 */
struct http *connection_borrow(
    struct registry *registry, const char *url, struct error *err) MUST_CHECK;
void connection_return(struct registry *registry, const char *url, struct http *http);

/* Closes all connections; none may be borrowed. */
void connections_close(struct registry *registry);

/* The host of "host:port" or "[v6]:port". */
char *connection_host(struct arena *arena, const char *endpoint);

/* Whether the user allows plain HTTP and unknown certificates for this host. */
bool connection_is_insecure(
    struct arena *arena, const struct registry *registry, const char *endpoint);

#endif
