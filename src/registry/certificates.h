#ifndef REGISTRY_CERTIFICATES_H
#define REGISTRY_CERTIFICATES_H

#include "base/arena.h"
#include "base/error.h"

/*
 * The certificates of one registry, from the first of these folders that
 * exists:
 *
 *	$XDG_CONFIG_HOME/containers/certs.d/HOST (~/.config)	podman's, of the user
 *	/etc/containers/certs.d/HOST				podman's, of the machine
 *	$XDG_CONFIG_HOME/docker/certs.d/HOST			docker's, without root
 *	/etc/docker/certs.d/HOST				docker's
 *	~/.docker/certs.d/HOST
 *
 * In the folder, *.crt are authorities; NAME.cert and NAME.key are the client
 * certificate that mote presents. HOST includes the port, if there is one.
 * Clause: containers-certs.d(5).
 */
struct certificates {
	const char *folder; /* NULL: there is none */
	const char *authorities; /* the bytes of all *.crt, PEM; NULL: none */
	/* paths; NULL: none. When there are several pairs, the first by name */
	const char *certificate, *key;
};

/* `host` is "name" or "name:port". As for docker, a .cert without its .key is
 * an error, and a .key without its .cert too. */
int certificates_find(struct arena *arena, const char *host, struct certificates *ret_certificates,
    struct error *err) MUST_CHECK;

#endif
