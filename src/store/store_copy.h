#ifndef STORE_STORE_COPY_H
#define STORE_STORE_COPY_H

#include "store/store.h"
#include "stream/stream.h"

/*
 * Copies whole blobs out of a store. Size and digest of the bytes are checked
 * on the way. A private store is trusted: only the size is checked.
 */

/* Writes the blob to `out`, and does not call stream_finish. */
int store_stream_blob(const struct store *from, const struct descriptor *descriptor,
    struct stream *out, struct error *err) MUST_CHECK;

/* Copies the blob to another store. A blob of a private store gets a second
 * name (link), or the kernel copies it. A blob that `to` already has in its
 * full size is left as it is. */
int store_copy_blob(const struct store *from, const struct store *to,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

#endif
