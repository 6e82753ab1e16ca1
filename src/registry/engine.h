#ifndef REGISTRY_ENGINE_H
#define REGISTRY_ENGINE_H

#include "http/http.h"

/*
 * The Docker Engine or podman's service, with the few calls that images need:
 *
 *	SCOPED(engine) struct engine *engine = engine_open(arena, access, err);
 *	engine_load(engine, &body, err);
 *	engine_inspect(engine, "docker.io/library/hello:v1", &image, err);
 *
 * URLs have no API version. These calls are the same since Docker 1.10, and an
 * engine reads a URL without version as its newest version. Some engine refuses
 * every fixed version: Docker 29 supports none before 1.44, Docker 20.10 none
 * after 1.41. podman accepts both. Clauses: Docker Engine API, "System",
 * "ImageInspect", "ImageGet", "ImageLoad".
 */
struct engine;

/* Finds the engine (engine_address.h) and connects to it. `arena` must live as
 * long as the engine. */
struct engine *engine_open(
    struct arena *arena, const struct registry_access *access, struct error *err) MUST_CHECK;
void engine_close(struct engine *engine);
void scope_engine(struct engine **engine);

/* The engine's address for messages: "unix:///var/run/docker.sock". */
const char *engine_name(const struct engine *engine) RETURNS_NONNULL;

/* GET /version: the platform that it runs, "linux/arm64". */
int engine_platform(struct engine *engine, const char **ret_platform, struct error *err) MUST_CHECK;

/* POST /images/load: the body is an archive as `docker save` writes it. An
 * error in the answer's stream counts with any status. */
int engine_load(struct engine *engine, const struct http_body *body, struct error *err) MUST_CHECK;

/* GET /images/NAME/json. ERROR_NOT_FOUND: the engine has no such image. */
struct engine_image {
	const char *
	    /* "sha256:...": the digest of the config, or of the manifest or
	     * index if the engine stores manifests */
	    identity;
	struct text_list diff_ids;
};
int engine_inspect(struct engine *engine, const char *name, struct engine_image *ret_image,
    struct error *err) MUST_CHECK;

/* GET /info: whether the engine uses containerd's store, which has
 * manifests. */
int engine_has_manifests(struct engine *engine, bool *ret_keeps, struct error *err) MUST_CHECK;

/* GET /images/NAME/get: writes the archive that `docker save` writes.
 * ERROR_NOT_FOUND as above. */
int engine_save(struct engine *engine, const char *name, int fd, struct error *err) MUST_CHECK;

/* Checks the answer to a load. It is a sequence of JSON values; an error in one
 * of them becomes `err`. */
int engine_check_progress(const char *bytes, size_t size, struct error *err) MUST_CHECK;

#endif
