#ifndef SPEC_SPEC_OUTPUTS_H
#define SPEC_SPEC_OUTPUTS_H

#include "spec/spec_expand.h"

/*
 * Where the image goes: its tags, the repositories among them, and the outputs.
 * A part of spec_finish, which has the image's name by then.
 */
int spec_finish_outputs(
    struct spec *spec, struct expansion *expansion, struct error *err) MUST_CHECK;

/* The target of the rule in the dependency file: the digest file, else the
 * first output that is a file or a folder; NULL: there is none. */
const char *spec_depfile_target(const struct spec *spec);

/* Of what -t and `tags` say: whether it is a repository and no tag,
 * "localhost:5000/team/hello". */
bool spec_tag_is_repository(const char *text);
/* A tag, or a repository with or without one. */
int spec_check_tag(struct arena *arena, const char *text, struct error *err) MUST_CHECK;

#endif
