#ifndef TRANSPORT_ARCHIVE_READ_H
#define TRANSPORT_ARCHIVE_READ_H

#include "base/error.h"

/*
 * Unpacks a tar that holds an OCI image layout, of any compression, into an empty folder. Only what a
 * layout is made of is taken: oci-layout, index.json and regular files named blobs/sha256/<64 hex>;
 * links, other names and everything else is passed over, so no name leads anywhere else. At most
 * 64 GiB and 100,000 entries.
 */
int archive_unpack(const char *path, const char *folder, struct error *err) MUST_CHECK;

#endif
