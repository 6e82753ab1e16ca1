#ifndef REGISTRY_ENGINE_ADDRESS_H
#define REGISTRY_ENGINE_ADDRESS_H

#include "base/error.h"
#include "base/text.h"

/*
 * The address of the engine: $DOCKER_HOST, read as Docker's own client reads
 * it. Without that variable, the first of these sockets that exists: Docker's,
 * that of a Docker without root, podman's.
 */
struct engine_address {
	const char *name; /* for messages: "unix:///var/run/docker.sock", "tcp://10.0.0.5:2376" */
	const char *socket; /* the path of a Unix socket; NULL: TCP */
	const char *base; /* the beginning of URLs, without a slash at the end: "http://docker" */
	bool encrypted; /* https */
};

/* The files that TLS needs; NULL: not needed or missing. */
struct engine_files {
	const char *authorities, *certificate, *key;
};

/* unix://PATH, tcp://HOST[:PORT] (2375, with `verify` 2376 and https),
 * http://... and https://... ERROR_USAGE for others. */
int engine_address_parse(struct arena *arena, const char *text, bool verify,
    struct engine_address *ret_address, struct error *err) MUST_CHECK;

/* Finds the engine that DOCKER_HOST names, or else an engine of this machine.
 * Each error has a remedy: there is no engine, no process listens, or the user
 * has no permission. */
int engine_address_find(
    struct arena *arena, struct engine_address *ret_address, struct error *err) MUST_CHECK;

/* ca.pem, cert.pem and key.pem of an encrypted address: in $DOCKER_CERT_PATH,
 * or, when $DOCKER_TLS_VERIFY is set, in $DOCKER_CONFIG or ~/.docker. */
int engine_files_find(struct arena *arena, const struct engine_address *address,
    struct engine_files *ret_files, struct error *err) MUST_CHECK;

#endif
