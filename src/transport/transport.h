#ifndef TRANSPORT_TRANSPORT_H
#define TRANSPORT_TRANSPORT_H

#include "base/file.h"
#include "base/temporary_folder.h"
#include "spec/reference.h"
#include "store/blob_place.h"
#include "store/store.h"

/* A name of an image in a layout or an archive: image_labels.h. */
struct image_label {
	const char *whole; /* "ghcr.io/acme/hello:v1"; may be short for docker.io: "hello:v1" */
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
	const char *name; /* for formats that have names: "hello", "ghcr.io/acme/hello" */
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
	struct text_list tags; /* the tags of the image in the source */
	struct image_labels labels; /* the image's whole names in the layout or archive */
	struct blob_places places; /* of the store */
	struct temporary_folder unpacked; /* files of the source; the scope removes it */
	void (*close)(void *state); /* closes the transport's handles; NULL: none */
	void *state; /* of the transport */
};

/*
 * A transport copies images between the store and another place, and knows
 * nothing about how they were made. Each transport has one file, and one row in
 * the table of transport.c. A target shows the image only when it is complete.
 */
struct transport {
	/* NULL: the transport can only read. `*ret_digest` has the root's
	 * digest before the call; a transport changes it if the image has
	 * another digest when it is read again. */
	int (*write)(struct arena *arena, const struct reference *target,
	    const struct transport_image *image, struct digest *ret_digest, struct error *err);
	/* NULL: the transport can only write. */
	int (*read)(struct arena *arena, const struct reference *source,
	    struct transport_source *ret_source, struct error *err);
	/* The target may have most blobs already, so `write` fetches only the
	 * blobs that it sends. For all other transports, all blobs are fetched
	 * before `write` is called. */
	bool writes_missing;
};

extern const struct transport layout_transport, archive_transport, oci_archive_transport,
    docker_archive_transport, dir_transport, rootfs_transport, registry_transport,
    docker_daemon_transport;

/* Writes the image. `*ret_digest` is the digest of the image at the target:
 * that of its root, with two exceptions. For docker-archive: and docker-daemon:
 * it is the digest of the manifest that reading makes, and for rootfs: the
 * digest of the file. */
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
