#ifndef TRANSPORT_TRANSPORT_H
#define TRANSPORT_TRANSPORT_H

#include "base/file.h"
#include "spec/reference.h"
#include "store/store.h"

/*
 * Between the store and somewhere else. A transport copies blobs and knows nothing of how they were made:
 * one file each, one row in the table of transport.c. Nothing is visible at the target before it is
 * whole.
 */
struct transport_write {
	const struct store *store;
	const struct descriptor *root;
	const char *name; /* image name for tools that want one: "hello" */
	const struct text_list *tags; /* used when the reference has no tag */
};

struct transport_source {
	struct store store;
	struct descriptor root;
	struct temporary_folder unpacked; /* of an archive; the scope removes it */
};

struct transport {
	const char *name; /* "oci" */
	int (*write)(struct arena *arena, const struct reference *target,
	    const struct transport_write *image, struct error *err);
	int (*read)(struct arena *arena, const struct reference *source,
	    struct transport_source *ret_source, struct error *err);
};

extern const struct transport layout_transport, archive_transport;

int transport_write(struct arena *arena, const struct reference *target,
    const struct transport_write *image, struct error *err) MUST_CHECK;

/* Opens an image for reading:  SCOPED(transport_source) struct transport_source source = {0}; */
int transport_read(struct arena *arena, const struct reference *reference,
    struct transport_source *ret_source, struct error *err) MUST_CHECK;
void scope_transport_source(struct transport_source *source);

#endif
