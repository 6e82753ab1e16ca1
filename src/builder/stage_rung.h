#ifndef BUILDER_STAGE_RUNG_H
#define BUILDER_STAGE_RUNG_H

#include "builder/stage.h"

/*
 * The rung of isolation that a stage builds on. It is tried once, by the first
 * stage that needs it: to try a rung costs a process and takes longer than to
 * recall a build.
 */

/* Where a result is looked for before a rung is tried. A result of the best
 * rung will do for a user who asks for no other. */
enum isolation stage_rung_likely(const struct stage_request *request);

/* Fills `*request->rung`, where no other stage has. */
int stage_rung_choose(const struct stage_request *request, struct error *err) MUST_CHECK;

#endif
