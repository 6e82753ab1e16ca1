#ifndef BUILDER_STAGE_OPEN_H
#define BUILDER_STAGE_OPEN_H

#include "builder/stage_context.h"

/*
 * How each stage begins, that of a build and that of a shell:
 *
 *	stage_open, which writes nothing
 *	stage.place.rung from stage_rung.h
 *	stage_place_make, which makes the work folder
 *	stage_root_provide of stage_root.h
 *	stage_prepare, which fills it with all that the sandbox shows
 */
int stage_open(struct arena *arena, const struct stage_request *request,
    struct stage_context *ret_stage, struct error *err) MUST_CHECK;

/* Whether the project's own commands build it: `run`, and not `sources`. */
bool stage_has_commands(const struct stage_context *stage);

/* "hello-arm64", for files and folders of this stage: letters that need no
 * quotes. */
char *stage_file_name(const struct stage_context *stage) RETURNS_NONNULL;

/* Fills the work folder. `*ret_lock` keeps the wrapper's cache as long as it is
 * open, or is -1. */
int stage_prepare(struct stage_context *stage, int *ret_lock, struct error *err) MUST_CHECK;

#endif
