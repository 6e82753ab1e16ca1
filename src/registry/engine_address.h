#ifndef REGISTRY_ENGINE_ADDRESS_H
#define REGISTRY_ENGINE_ADDRESS_H

#include "base/error.h"
#include "base/text.h"

/*
 * Where the engine is: $DOCKER_HOST, read as Docker's own client reads it.
 * Without that variable the first of these sockets that is there: Docker's,
 * that of a Docker without root, podman's.
 */
struct engine_address {
	const char *name; /* for people: "unix:///var/run/docker.sock", "tcp://10.0.0.5:2376" */
	const char *socket; /* the path of a Unix socket; NULL: TCP */
	const char *base; /* what URLs begin with, without a slash at its end: "http://docker" */
	bool encrypted; /* https */
};

/* The files that TLS needs; NULL: it is not needed, or not there. */
struct engine_files {
	const char *authorities, *certificate, *key;
};

/* unix://PATH, tcp://HOST[:PORT] (2375, with `verify` 2376 and https),
 * http://... and https://... ERROR_USAGE for others. */
int engine_address_parse(struct arena *arena, const char *text, bool verify,
    struct engine_address *ret_address, struct error *err) MUST_CHECK;

/* Finds the engine that DOCKER_HOST names, or else that this machine has. Each
 * error says what to do: there is no engine, no process listens, or there is no
 * permission. */
int engine_address_find(
    struct arena *arena, struct engine_address *ret_address, struct error *err) MUST_CHECK;

/* ca.pem, cert.pem and key.pem of an encrypted address: in $DOCKER_CERT_PATH,
 * else in $DOCKER_CONFIG or ~/.docker where $DOCKER_TLS_VERIFY is set. */
int engine_files_find(struct arena *arena, const struct engine_address *address,
    struct engine_files *ret_files, struct error *err) MUST_CHECK;

#endif
