#ifndef REGISTRY_REALM_H
#define REGISTRY_REALM_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Whose token service a realm is. A registry's answer may name any address where a token is to be had; the password or the
 * identity token of the registry goes there only where the address belongs to it:
 *
 *	the same host, on any port; localhost, 127.0.0.1 and ::1 are one
 *	by https: a host of the same domain, as auth.docker.io for registry-1.docker.io and gitlab.com for registry.gitlab.com;
 *		and a few pairs of one owner
 *	a host that the user named by --realm
 *
 * A domain is what somebody registered: two labels, three below "co.uk" and its like. Addresses and single labels have none.
 */
struct realm {
	const char *registry; /* "localhost:5000", "registry-1.docker.io" */
	const char *url; /* "https://auth.docker.io/token" */
	const struct text_list *allowed; /* "host", "host:port" */
};

/* `*ret_host` is the realm's, for people: "auth.docker.io"; "" of what is no URL. */
bool realm_is_of_registry(struct arena *arena, const struct realm *realm, const char **ret_host);

#endif
