#ifndef TRANSPORT_REFERRERS_H
#define TRANSPORT_REFERRERS_H

#include "transport/transport.h"

/*
 *	SCOPED(referrers) struct referrers referrers = {0};
 *	referrers_find(arena, &route, &referrers, err)		all that there are, and their blobs
 *	referrers_write(arena, &referrers, to, name, err)	to each target
 *
 * What refers to an image and is no part of it: signatures, SBOMs, statements. Such a manifest names the image, or one platform
 * of it, or another referrer, as its "subject"; cosign's older ones have a tag instead, "sha256-HEX.sig", ".att" or ".sbom".
 * They go between registries and layouts:
 *
 *	registry	the list that it keeps, or the index under the tag "sha256-HEX"; tags that begin with "sha256-HEX."
 *	layout		entries of index.json with a subject; what such tags name there
 *
 * A manifest whose subject is another than the list says is left, with a note.
 * Clauses: image-spec 1.1, manifest.md "subject"; distribution-spec 1.1, "Listing Referrers", "Referrers Tag Schema".
 */
struct referrers_route {
	const struct reference *from;
	const struct transport_source *source; /* `from`, open; its root is what is copied */
};

/* One that goes along. */
struct referring {
	struct digest subject; /* what it refers to */
	const char *tag; /* "sha256-HEX.sig"; NULL: it goes by its digest */
	struct descriptor descriptor;
	const struct store *store; /* that has it */
	struct transport_source *opened; /* that the store is of; NULL: the image's own */
	json_t *entry; /* how a list of referrers names it */
};

struct referrers {
	struct referring *items;
	size_t count, capacity;
};

/* Whether both places can hold referrers; ERROR_USAGE names the one that cannot. */
int referrers_check_route(
    const struct reference *from, const struct reference *to, struct error *err) MUST_CHECK;

/* All of them, also what refers to referrers, with all their blobs here: what fails, fails before anything is written. */
int referrers_find(struct arena *arena, const struct referrers_route *route,
    struct referrers *ret_referrers, struct error *err) MUST_CHECK;
void scope_referrers(struct referrers *referrers);

/* `name` is the image's, for a layout. */
int referrers_write(struct arena *arena, const struct referrers *referrers,
    const struct reference *to, const char *name, struct error *err) MUST_CHECK;

#endif
