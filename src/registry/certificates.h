#ifndef REGISTRY_CERTIFICATES_H
#define REGISTRY_CERTIFICATES_H

#include "base/arena.h"
#include "base/error.h"

/*
 * The certificates of one registry, from the first of these folders that is
 * there:
 *
 *	$XDG_CONFIG_HOME/containers/certs.d/HOST (~/.config)	podman's, the user's own
 *	/etc/containers/certs.d/HOST				podman's, the machine's
 *	$XDG_CONFIG_HOME/docker/certs.d/HOST			docker's without root
 *	/etc/docker/certs.d/HOST				docker's
 *	~/.docker/certs.d/HOST
 *
 * In it *.crt are authorities, NAME.cert with NAME.key is what mote shows of
 * itself. HOST has its port, where it has one. Clause: containers-certs.d(5).
 */
struct certificates {
	const char *folder; /* NULL: there is none */
	const char *authorities; /* the bytes of all *.crt, PEM; NULL: none */
	const char *certificate, *key; /* paths; NULL: none. Of several pairs the first by name */
};

/* `host` is "name" or "name:port". A .cert without its .key, and the other way
 * round, is an error as it is to docker. */
int certificates_find(struct arena *arena, const char *host, struct certificates *ret_certificates,
    struct error *err) MUST_CHECK;

#endif
