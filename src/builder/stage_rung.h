#ifndef BUILDER_STAGE_RUNG_H
#define BUILDER_STAGE_RUNG_H

#include "builder/stage.h"

/*
 * The rung of isolation that a stage builds on. The first stage that needs a
 * rung tries it, once for all stages: that starts a process, and takes longer
 * than recalling a build.
 */

/* The rung whose cached results are searched before a rung is tried. A result
 * of the best rung is valid if the user chose no other rung. */
enum isolation stage_rung_likely(const struct stage_request *request);

/* Sets `*request->rung`, unless another stage has set it. */
int stage_rung_choose(const struct stage_request *request, struct error *err) MUST_CHECK;

#endif
