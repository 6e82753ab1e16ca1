#ifndef STORE_DIGEST_SET_H
#define STORE_DIGEST_SET_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * A set of digests.
 *
 *	SCOPED(digest_set) struct digest_set seen = {.arena = arena};
 *	switch (digest_set_add(&seen, &digest, err)) ...
 */
struct digest_set {
	struct arena *arena; /* for the digests; the scope of the set frees the rest */
	void *tree; /* of tsearch; NULL: empty */
};

/* 1: the digest is new. 0: the set had it. -1: no memory. */
int digest_set_add(
    struct digest_set *set, const struct digest *digest, struct error *err) MUST_CHECK;
bool digest_set_has(const struct digest_set *set, const struct digest *digest);
void scope_digest_set(struct digest_set *set);

#endif
