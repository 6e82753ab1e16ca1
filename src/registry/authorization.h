#ifndef REGISTRY_AUTHORIZATION_H
#define REGISTRY_AUTHORIZATION_H

#include "registry/session.h"

/* Answers the challenges of a 401 with a new authorization: Basic, or a token.
 * `generation` is that of the refused authorization: if another thread has
 * already renewed it, the function does nothing. */
int authorization_renew(struct arena *arena, struct registry *registry, unsigned generation,
    const struct text_list *challenges, struct error *err) MUST_CHECK;

/* The end of an error: "; REASON" when a place with credentials could not be
 * read, else "". */
const char *authorization_failure(struct arena *arena, const struct registry *registry);

#endif
