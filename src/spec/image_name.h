#ifndef SPEC_IMAGE_NAME_H
#define SPEC_IMAGE_NAME_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * Names as Docker and containerd write them: "hello:v1" for people is
 * "docker.io/library/hello:v1" in full, and "team/hello:v1" is
 * "docker.io/team/hello:v1"; a name with a registry stands for itself. What
 * stands before the first slash is a registry when it has a dot or a colon, or
 * is "localhost".
 */
bool image_name_has_host(const char *name);

/* Of a name without a tag the whole: "hello" and "index.docker.io/hello" are
 * "docker.io/library/hello". */
char *image_name_repository(struct arena *arena, const char *name) RETURNS_NONNULL;

/* A name without a tag: the registry's host, if it has one, and a repository's
 * name. */
int image_name_check(struct arena *arena, const char *name, struct error *err) MUST_CHECK;

char *image_name_full(struct arena *arena, const char *name, const char *tag);

/* Cuts a name, full or short, into the short name and the tag ("latest" when it
 * has none); `ret_tag` may be NULL. */
void image_name_split(
    struct arena *arena, const char *text, const char **ret_name, const char **ret_tag);

/* Whether both mean one image. */
bool image_name_same(struct arena *arena, const char *left, const char *right);

#endif
