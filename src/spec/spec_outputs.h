#ifndef SPEC_SPEC_OUTPUTS_H
#define SPEC_SPEC_OUTPUTS_H

#include "spec/spec_expand.h"

/*
 * Finishes the tags, repositories and outputs of the image. A part of
 * spec_finish; the image's name is known before.
 */
int spec_finish_outputs(
    struct spec *spec, struct expansion *expansion, struct error *err) MUST_CHECK;

/* The target of the rule in the dependency file: the digest file, else the
 * first output that is a file or a folder; NULL: there is none. */
const char *spec_depfile_target(const struct spec *spec);

/* Whether a value of -t or `tags` is a repository, "localhost:5000/team/hello",
 * and not a tag. */
bool spec_tag_is_repository(const char *text);
/* Checks a tag, or a repository with or without a tag. */
int spec_check_tag(struct arena *arena, const char *text, struct error *err) MUST_CHECK;

#endif
