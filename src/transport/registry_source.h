#ifndef TRANSPORT_REGISTRY_SOURCE_H
#define TRANSPORT_REGISTRY_SOURCE_H

#include "transport/transport.h"

/*
 * An image in a registry as a source. Its indexes and manifests are fetched at
 * once and kept in memory. Each config and layer is fetched when it is first
 * read, into a file of the source's temporary folder, and checked on the way.
 * Clause: distribution-spec 1.1, "Pull".
 */
int registry_source_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err) MUST_CHECK;

/* Asks only for the digest: one request to the first place that knows it. */
int registry_source_resolve(struct arena *arena, const struct reference *source,
    struct digest *ret_digest, struct error *err) MUST_CHECK;

#endif
