#ifndef TRANSPORT_TRANSPORT_H
#define TRANSPORT_TRANSPORT_H

#include "base/file.h"
#include "base/temporary_folder.h"
#include "spec/reference.h"
#include "store/blob_place.h"
#include "store/store.h"

/* A name of an image in a layout or an archive: image_labels.h. */
struct image_label {
	const char *whole; /* "ghcr.io/acme/hello:v1"; of docker.io may be short, "hello:v1" */
	const char *tag; /* "v1"; in a layout of another tool it may be a whole name */
};

struct image_labels {
	struct image_label *items;
	size_t count, capacity;
};

/* An image to be written. */
struct transport_image {
	const struct store *store;
	const struct descriptor *root;
	const char *name; /* for tools that want one: "hello", "ghcr.io/acme/hello" */
	const struct text_list *tags; /* used when the reference has no tag */
	/* used by layouts and archives instead of name and tags; NULL or empty:
	 * none */
	const struct image_labels *labels;
};

/* An image that is open for reading. */
struct transport_source {
	struct store store;
	struct descriptor root;
	const char *name; /* of the image; NULL: the source does not know one */
	struct text_list tags; /* under which the source has the image */
	struct image_labels labels; /* the image's whole names in the layout or archive */
	struct blob_places places; /* of the store */
	struct temporary_folder unpacked; /* files of the source; the scope removes it */
	void (*close)(void *state); /* releases what the transport holds open; NULL: nothing */
	void *state; /* of the transport */
};

/*
 * Between the store and somewhere else. A transport copies blobs and knows
 * nothing of how they were made: one file each, one row in the table of
 * transport.c. Nothing is visible at the target before it is whole.
 */
struct transport {
	/* NULL: it is only read. `*ret_digest` is the root's digest already; a
	 * transport sets it if the image will have another one when it is read
	 * back. */
	int (*write)(struct arena *arena, const struct reference *target,
	    const struct transport_image *image, struct digest *ret_digest, struct error *err);
	/* NULL: it is only written. */
	int (*read)(struct arena *arena, const struct reference *source,
	    struct transport_source *ret_source, struct error *err);
	/* The target may have most blobs: it fetches only those that it will
	 * send. For all other transports, all blobs are fetched before they
	 * write. */
	bool writes_missing;
};

extern const struct transport layout_transport, archive_transport, oci_archive_transport,
    docker_archive_transport, dir_transport, rootfs_transport, registry_transport,
    docker_daemon_transport;

/* Writes the image. `*ret_digest` is the digest of the image at the target:
 * that of its root, with two exceptions. For docker-archive: and docker-daemon:
 * it is that of the manifest that reading makes, and for rootfs: that of the
 * file. */
int transport_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest, struct error *err) MUST_CHECK;

/* Opens an image for reading:
 *
 *	SCOPED(transport_source) struct transport_source source = {0};
 */
int transport_read(struct arena *arena, const struct reference *reference,
    struct transport_source *ret_source, struct error *err) MUST_CHECK;
void scope_transport_source(struct transport_source *source);

#endif
