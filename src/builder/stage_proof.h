#ifndef BUILDER_STAGE_PROOF_H
#define BUILDER_STAGE_PROOF_H

#include "builder/stage_context.h"

/*
 * Checks the finished programs. ERROR_REFUSED when a program has functions in a
 * section from which nothing calls them. If the project sets a malloc or a
 * stack, each executable below DESTDIR is checked too: it must use that malloc
 * or none, and its threads must get that stack.
 */
int stage_prove_programs(const struct stage_context *stage, const struct stage_result *result,
    struct error *err) MUST_CHECK;

#endif
