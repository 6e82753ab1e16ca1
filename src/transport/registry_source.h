#ifndef TRANSPORT_REGISTRY_SOURCE_H
#define TRANSPORT_REGISTRY_SOURCE_H

#include "transport/transport.h"

/*
 * An image that is in a registry, as a source like any other: its indexes and manifests are fetched at once and lie in memory,
 * its configs and layers when somebody first reads them, each into a file of the source's temporary folder, checked on its way.
 * Clause: distribution-spec 1.1, "Pull".
 */
int registry_source_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err) MUST_CHECK;

/* The digest alone, by one request to the first place that knows it, and no byte of the image. */
int registry_source_resolve(struct arena *arena, const struct reference *source,
    struct digest *ret_digest, struct error *err) MUST_CHECK;

/* Fetches all blobs of the image that are not here yet, side by side: for who will read them all. A source of another kind has
 * them. */
int registry_source_gather(
    struct arena *arena, const struct transport_write *image, struct error *err) MUST_CHECK;

#endif
