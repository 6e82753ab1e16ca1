#ifndef REGISTRY_ENGINE_H
#define REGISTRY_ENGINE_H

#include "registry/http.h"

/*
 * The Docker Engine, or podman's service, by the few calls that images need:
 *
 *	SCOPED(engine) struct engine *engine = engine_open(arena, access, err);
 *	engine_load(engine, &body, err);
 *	engine_inspect(engine, "docker.io/library/hello:v1", &image, err);
 *
 * Paths carry no version. What is asked for here has been the same since Docker
 * 1.10, an engine reads a path without version as its newest one, and every
 * fixed version is refused by some: Docker 29 knows none before 1.44, Docker
 * 20.10 none after
 * 1.41. podman takes both.
 * Clauses: Docker Engine API, "System", "ImageInspect", "ImageGet",
 * "ImageLoad".
 */
struct engine;

/* Finds it (engine_address.h) and speaks to it. `arena` lives as long as the
 * engine. */
struct engine *engine_open(
    struct arena *arena, const struct registry_access *access, struct error *err) MUST_CHECK;
void engine_close(struct engine *engine);
void scope_engine(struct engine **engine);

/* For people: "unix:///var/run/docker.sock". */
const char *engine_name(const struct engine *engine) RETURNS_NONNULL;

/* GET /version: the platform that it runs, "linux/arm64". */
int engine_platform(struct engine *engine, const char **ret_platform, struct error *err) MUST_CHECK;

/* POST /images/load: the body is what `docker save` writes. An error in the
 * answer's stream is one, whatever the status. */
int engine_load(struct engine *engine, const struct http_body *body, struct error *err) MUST_CHECK;

/* GET /images/NAME/json. ERROR_NOT_FOUND: it has no such image. */
struct engine_image {
	const char *
	    identity; /* "sha256:...", the config's digest; where manifests are kept, the manifest's or index's */
	struct text_list diff_ids;
};
int engine_inspect(struct engine *engine, const char *name, struct engine_image *ret_image,
    struct error *err) MUST_CHECK;

/* GET /info: whether its store is containerd's, which keeps manifests. */
int engine_keeps_manifests(struct engine *engine, bool *ret_keeps, struct error *err) MUST_CHECK;

/* GET /images/NAME/get: writes what `docker save` writes. ERROR_NOT_FOUND as
 * above. */
int engine_save(struct engine *engine, const char *name, int fd, struct error *err) MUST_CHECK;

/* The answer to a load: JSON values one after another, the error of one of them
 * is ours. */
int engine_check_progress(const char *bytes, size_t size, struct error *err) MUST_CHECK;

#endif
