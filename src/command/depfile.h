#ifndef COMMAND_DEPFILE_H
#define COMMAND_DEPFILE_H

#include "pipeline.h"

/*
 * Lists the inputs of an image in the syntax of make, as compilers do with -MD
 * -MP; ninja reads it too. The file has a rule without a recipe, and an empty
 * rule for each input, so that a deleted input is no error. The target is the
 * digest file, or else the first output, as the user named it.
 *
 * A folder is listed when a new name in it would change the image, unless
 * results are written into that folder: it would change with each build.
 */
int depfile_write(struct arena *arena, const struct spec *spec,
    const struct pipeline_result *result, struct error *err) MUST_CHECK;

/*
 * Appends the path, escaped for make, as a prerequisite, or with `as_target` as
 * the target of a rule. False, and nothing is appended, when make cannot
 * express the path: it has a line break, tab, ";" or "|"; or a blank, "\", "&"
 * or ")" at its end; or "=" and one of "#()"; or "\=".
 */
bool depfile_add_path(struct text *text, const char *path, bool as_target);

#endif
