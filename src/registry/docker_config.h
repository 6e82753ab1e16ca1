#ifndef REGISTRY_DOCKER_CONFIG_H
#define REGISTRY_DOCKER_CONFIG_H

#include "registry/credential.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * The JSON files of docker and podman that have credentials, or that name the
 * helpers that store them:
 *
 *	{"auths": {"HOST": {"auth": "base64 of user:password"}},
 *	 "credHelpers": {"HOST": "NAME"}, "credsStore": "NAME"}
 *
 *	SCOPED(docker_config) struct docker_config config = {.lock = -1};
 *	if (docker_config_read(arena, path, &config, err) != 0) ...
 *
 * As docker does, null counts as absent, and a file of blanks counts as empty.
 * The file's text is secret: an error has the position of a mistake and never
 * quotes the text. Clauses: containers-auth.json(5); docker login, "Credential
 * stores".
 */
struct docker_config {
	const char *path;
	json_t *json; /* an object; NULL: there is no such file */
	int lock; /* held until the scope of the config ends; -1: no lock */
};

enum { DOCKER_CONFIG_LIMIT = 1 << 20 };

void scope_docker_config(struct docker_config *config);

/* A missing file is no error. */
int docker_config_read(struct arena *arena, const char *path, struct docker_config *ret_config,
    struct error *err) MUST_CHECK;

/* The same for a caller that will write the file. Another mote that calls this
 * waits until the scope of the config ends, so that no change is lost. The lock
 * is on the folder of the file, so no lock file is left. Makes the folder when
 * it is missing. */
int docker_config_read_locked(struct arena *arena, const char *path,
    struct docker_config *ret_config, struct error *err) MUST_CHECK;

/* Reads the config from bytes; `path` is for errors and must outlive the
 * config. */
int docker_config_parse(const char *path, const char *bytes, size_t size,
    struct docker_config *ret_config, struct error *err) MUST_CHECK;

/* Docker's name for the host, in files and for helpers: the host itself, or
 * "https://index.docker.io/v1/". */
const char *docker_config_key(const char *host);

/* Whether both names mean the same registry: Docker Hub has several names. */
bool docker_config_same_host(const char *left, const char *right);

/* The name of the helper for this host alone, and the name of the helper for
 * all hosts; NULL: none. The helper "" of a host means that its credential is
 * in the file. */
const char *docker_config_host_helper(const struct docker_config *config, const char *host);
const char *docker_config_store_helper(const struct docker_config *config);

/* Reads from "auths" the entry with the longest key that matches
 * "host/repository". All members are NULL when no key matches. */
int docker_config_get(struct arena *arena, const struct docker_config *config,
    const char *host_and_repository, struct credential *ret_credential,
    struct error *err) MUST_CHECK;

/* docker_config_put adds the host's entry to "auths"; false: the same entry was
 * there already. docker_config_remove removes it; false: there was none.
 * docker_config_empty replaces it by {}, as docker does when a helper stores
 * the secret; false: it was {} already. */
bool docker_config_put(struct arena *arena, struct docker_config *config, const char *host,
    const struct credential *credential);
bool docker_config_remove(struct arena *arena, struct docker_config *config, const char *host);
bool docker_config_empty(struct arena *arena, struct docker_config *config, const char *host);

/* Writes the file with mode 0600; follows links to the real file. Only for a
 * config that docker_config_read_locked read. */
int docker_config_write(
    struct arena *arena, const struct docker_config *config, struct error *err) MUST_CHECK;

#endif
