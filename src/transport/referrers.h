#ifndef TRANSPORT_REFERRERS_H
#define TRANSPORT_REFERRERS_H

#include "transport/transport.h"

/*
 *	SCOPED(referrers) struct referrers referrers = {0};
 *	referrers_find(arena, &route, &referrers, err);    // finds all, with their blobs
 *	referrers_write(arena, &referrers, to, name, err); // for each target
 *
 * Referrers are manifests that refer to an image and are no part of it:
 * signatures, SBOMs, statements. Such a manifest names the image, one platform
 * of it, or another referrer as its "subject". Older signatures of cosign have
 * a tag instead: "sha256-HEX.sig", ".att" or ".sbom". They are copied between
 * registries and layouts:
 *
 *	registry	the registry's list, or the index under the tag "sha256-HEX"; and tags
 *			that begin with "sha256-HEX."
 *	layout		entries of index.json with a subject, and entries with such tags
 *
 * A listed manifest whose own subject is another one is skipped, with a
 * warning. Clauses: image-spec 1.1, manifest.md "subject"; distribution-spec
 * 1.1, "Listing Referrers", "Referrers Tag Schema".
 */
struct referrers_route {
	const struct reference *from;
	const struct transport_source *source; /* `from`, opened; its root is the copied image */
};

/* A referrer that is copied. */
struct referring {
	struct digest subject; /* the digest that it refers to */
	const char *tag; /* "sha256-HEX.sig"; NULL: it has no tag */
	struct descriptor descriptor;
	const struct store *store; /* the store with its blobs */
	struct transport_source *opened; /* source of that store; NULL: it is the image's store */
	json_t *entry; /* its entry for a list of referrers */
};

struct referrers {
	struct referring *items;
	size_t count, capacity;
};

/* Checks that both places can hold referrers; ERROR_USAGE names the one that
 * cannot. */
int referrers_check_route(
    const struct reference *from, const struct reference *to, struct error *err) MUST_CHECK;

/* Finds all referrers, also those of referrers, and fetches their blobs: so a
 * failure comes before anything is written. */
int referrers_find(struct arena *arena, const struct referrers_route *route,
    struct referrers *ret_referrers, struct error *err) MUST_CHECK;
void scope_referrers(struct referrers *referrers);

/* `name` is the name of the image, which a layout needs. */
int referrers_write(struct arena *arena, const struct referrers *referrers,
    const struct reference *to, const char *name, struct error *err) MUST_CHECK;

#endif
