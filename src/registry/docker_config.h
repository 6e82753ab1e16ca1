#ifndef REGISTRY_DOCKER_CONFIG_H
#define REGISTRY_DOCKER_CONFIG_H

#include "registry/credential.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * The JSON files of docker and of containers that hold credentials, or name the
 * helpers that hold them:
 *
 *	{"auths": {"HOST": {"auth": "base64 of user:password"}},
 *	 "credHelpers": {"HOST": "NAME"}, "credsStore": "NAME"}
 *
 *	SCOPED(docker_config) struct docker_config config = {.lock = -1};
 *	if (docker_config_read(arena, path, &config, err) != 0) ...
 *
 * As docker does, null counts as absent, and a file of blanks counts as empty.
 * The file's text is secret: an error says the place of a mistake and never
 * quotes the text. Clauses: containers-auth.json(5); docker login, "Credential
 * stores".
 */
struct docker_config {
	const char *path;
	json_t *json; /* an object; NULL: there is no such file */
	int lock; /* held until the config goes; -1: none */
};

enum { DOCKER_CONFIG_LIMIT = 1 << 20 };

void scope_docker_config(struct docker_config *config);

/* A file that is not there is no error. */
int docker_config_read(struct arena *arena, const char *path, struct docker_config *ret_config,
    struct error *err) MUST_CHECK;

/* The same for who is going to write it: another mote that wants to waits until
 * the config goes, so that neither loses what the other wrote. The lock is the
 * folder's of the file itself, and leaves nothing there; makes the folder. */
int docker_config_read_locked(struct arena *arena, const char *path,
    struct docker_config *ret_config, struct error *err) MUST_CHECK;

/* From bytes; `path` is for errors and outlives the config. */
int docker_config_parse(const char *path, const char *bytes, size_t size,
    struct docker_config *ret_config, struct error *err) MUST_CHECK;

/* Docker's name for the host, in files and for helpers: the host itself, or
 * "https://index.docker.io/v1/". */
const char *docker_config_key(const char *host);

/* Whether both are one registry: Docker Hub has several names. */
bool docker_config_same_host(const char *left, const char *right);

/* The name of the helper for this host alone, and the name of the helper for
 * all hosts; NULL: none. "" for the host means: the file itself, no helper. */
const char *docker_config_host_helper(const struct docker_config *config, const char *host);
const char *docker_config_store_helper(const struct docker_config *config);

/* From "auths": the key with most of "host/repository" in it. All NULL: it has
 * none. */
int docker_config_get(struct arena *arena, const struct docker_config *config,
    const char *host_and_repository, struct credential *ret_credential,
    struct error *err) MUST_CHECK;

/* docker_config_put adds the host's entry to "auths"; false: it is there
 * already. docker_config_remove removes it; false: there is none.
 * docker_config_empty replaces it by {}, as docker does where a helper has the
 * secret; false: it was {} before. */
bool docker_config_put(struct arena *arena, struct docker_config *config, const char *host,
    const struct credential *credential);
bool docker_config_remove(struct arena *arena, struct docker_config *config, const char *host);
bool docker_config_empty(struct arena *arena, struct docker_config *config, const char *host);

/* Where the file's links lead to, with mode 0600. Of a config that was read
 * locked. */
int docker_config_write(
    struct arena *arena, const struct docker_config *config, struct error *err) MUST_CHECK;

#endif
