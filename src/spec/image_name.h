#ifndef SPEC_IMAGE_NAME_H
#define SPEC_IMAGE_NAME_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * Image names as in Docker and containerd. The short name "hello:v1" means
 * "docker.io/library/hello:v1", and "team/hello:v1" means
 * "docker.io/team/hello:v1". A name with a registry is already a full name. The
 * part before the first slash is a registry when it has a dot or a colon, or is
 * "localhost".
 */
bool image_name_has_host(const char *name);

/* The full form of a name without a tag: "docker.io/library/hello" for "hello"
 * and for "index.docker.io/hello". */
char *image_name_repository(struct arena *arena, const char *name) RETURNS_NONNULL;

/* Checks a name without a tag: the registry's host, if there is one, and the
 * repository's name. */
int image_name_check(struct arena *arena, const char *name, struct error *err) MUST_CHECK;

char *image_name_full(struct arena *arena, const char *name, const char *tag);

/* Splits a full or short name into the short name and the tag ("latest" when
 * there is none); `ret_tag` may be NULL. */
void image_name_split(
    struct arena *arena, const char *text, const char **ret_name, const char **ret_tag);

/* Whether both names mean the same image. */
bool image_name_same(struct arena *arena, const char *left, const char *right);

#endif
