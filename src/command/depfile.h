#ifndef COMMAND_DEPFILE_H
#define COMMAND_DEPFILE_H

#include "pipeline.h"

/*
 * Lists the inputs of an image, in the syntax of make that compilers write with
 * -MD -MP and that ninja reads as well: a rule without a recipe, and one
 * without prerequisites for each input, so that one which was deleted is no
 * error. The target is the digest file, or else the first output, as the user
 * named it.
 *
 * Folders are named where a name more would change the image, but for those
 * that results are written to: they change with each build.
 */
int depfile_write(struct arena *arena, const struct spec *spec,
    const struct pipeline_result *result, struct error *err) MUST_CHECK;

/*
 * Appends the path as make reads it, among the prerequisites of a rule or,
 * as_target, before its colon. False, and nothing is appended, when make has no
 * way to write it: a line break, tab, ";" or "|" in it, or a blank, "\", "&" or
 * ")" at its end, or "=" and one of "#()", or "\=".
 */
bool depfile_add_path(struct text *text, const char *path, bool as_target);

#endif
