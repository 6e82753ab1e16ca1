#ifndef TRANSPORT_REFERRER_FIND_H
#define TRANSPORT_REFERRER_FIND_H

#include "transport/transport.h"

/*
 * Finds referrers in a registry, or in the index.json of a layout, which is
 * read once.
 *
 *	SCOPED(referrer_finder) struct referrer_finder finder = {0};
 *	referrer_finder_open(arena, from, source, &finder, err);
 *	referrer_find(arena, &finder, &subject, &found, err); // for each subject
 */
struct referrer {
	struct descriptor descriptor;
	const char *tag; /* "sha256-HEX.sig": it names the subject; NULL: the manifest does */
	const char *subject; /* digest of the subject, for an entry of a layout; NULL: none */
};

struct referrer_list {
	struct referrer *items;
	size_t count, capacity;
};

struct referrer_finder {
	struct registry *registry; /* NULL: referrers are searched in `layout` */
	struct text_list tags; /* all tags of the repository */
	const struct store *layout;
	struct referrer_list entries; /* all entries of the layout's index.json */
};

int referrer_finder_open(struct arena *arena, const struct reference *from,
    const struct transport_source *source, struct referrer_finder *ret_finder,
    struct error *err) MUST_CHECK;
void scope_referrer_finder(struct referrer_finder *finder);

/* Finds the referrers of the subject, but not the referrers of these
 * referrers. */
int referrer_find(struct arena *arena, struct referrer_finder *finder, const struct digest *subject,
    struct referrer_list *ret_found, struct error *err) MUST_CHECK;

void referrer_list_add(
    struct referrer_list *list, struct arena *arena, const struct referrer *referrer);

#endif
