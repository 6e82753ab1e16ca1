#ifndef REGISTRY_CHALLENGE_H
#define REGISTRY_CHALLENGE_H

#include "base/error.h"
#include "base/text.h"

/*
 * The challenges of WWW-Authenticate: the kind of authorization that a registry
 * demands. One header may have several challenges, and there may be several
 * headers. Clauses: RFC 9110, section 11.6.1; RFC 6750, section 3; Docker's
 * "token authentication", "How to authenticate".
 */
enum challenge_kind { CHALLENGE_NONE, CHALLENGE_BASIC, CHALLENGE_BEARER };

struct challenge {
	enum challenge_kind kind;
	const char *realm, *service, *scope; /* NULL: absent */
	const char *error; /* "insufficient_scope", "invalid_token"; NULL: absent */
};

/* The size limit for all such headers of one answer. */
enum { CHALLENGE_LIMIT = 16 << 10 };

/* Chooses the best challenge: Bearer before Basic. Kind NONE when no header has
 * one that mote knows; ERROR_FAILED when a header is malformed or too long. */
int challenge_choose(struct arena *arena, const struct text_list *headers,
    struct challenge *ret_challenge, struct error *err) MUST_CHECK;

#endif
