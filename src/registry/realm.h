#ifndef REGISTRY_REALM_H
#define REGISTRY_REALM_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Decides whether a token service ("realm") belongs to a registry. A registry's
 * answer may name any address as its token service. mote sends the password or
 * the identity token of the registry there only where the address belongs to
 * the registry:
 *
 *	the same host, on any port; localhost, 127.0.0.1 and ::1 count as one host
 *	with https: a host of the same domain, as auth.docker.io for registry-1.docker.io and
 *		gitlab.com for registry.gitlab.com; and a few pairs of domains with one owner
 *	a host that the user named by --realm
 *
 * The domain of a host is the part that its owner registered: two labels, three
 * below "co.uk" and similar ones. IP addresses and names of one label have no
 * domain.
 */
struct realm {
	const char *registry; /* the registry: "localhost:5000", "registry-1.docker.io" */
	const char *url; /* the realm: "https://auth.docker.io/token" */
	const struct text_list *allowed; /* --realm: "host", "host:port" */
};

/* `*ret_host` is the host of the realm, for messages: "auth.docker.io"; "" when
 * `url` is no URL. */
bool realm_is_of_registry(struct arena *arena, const struct realm *realm, const char **ret_host);

#endif
