#ifndef TRANSPORT_TRANSPORT_H
#define TRANSPORT_TRANSPORT_H

#include "base/file.h"
#include "base/temporary_folder.h"
#include "spec/reference.h"
#include "store/blob_place.h"
#include "store/store.h"

struct registry;

/*
 * Between the store and somewhere else. A transport copies blobs and knows nothing of how they were made:
 * one file each, one row in the table of transport.c. Nothing is visible at the target before it is
 * whole.
 */
/* A name of an image in a layout or an archive: image_labels.h. */
struct image_label {
	const char *whole; /* "ghcr.io/acme/hello:v1"; of docker.io may be short, "hello:v1" */
	const char *tag; /* "v1"; in a layout of another tool it may be a whole name */
};

struct image_labels {
	struct image_label *items;
	size_t count, capacity;
};

struct transport_write {
	const struct store *store;
	const struct descriptor *root;
	/* image name for tools that want one: "hello", "ghcr.io/acme/hello" */
	const char *name;
	const struct text_list *tags; /* used when the reference has no tag */
	/* layouts and archives take these in place of name and tags; NULL or none: name and tags
	 * are taken */
	const struct image_labels *labels;
};

struct transport_source {
	struct store store;
	struct descriptor root;
	const char *name; /* of the image, where the source knows one; NULL: it does not */
	struct text_list tags; /* that the source knows it by */
	struct image_labels labels; /* the image's whole names in the layout or archive */
	struct blob_places places; /* of the store */
	/* of a compressed archive, or of what came from a registry; the scope removes it */
	struct temporary_folder unpacked;
	int lock; /* on a layout, which cannot be pruned meanwhile; 0 or less: none */
	/* that blobs are still fetched from, and what that is a mirror of; NULL: none. The scope closes both */
	struct registry *registry, *behind;
};

struct transport {
	/* NULL where it is not written, or not read. `*ret_digest` is the root's already: a transport sets it when
	 * what it wrote reads back as another. */
	int (*write)(struct arena *arena, const struct reference *target,
	    const struct transport_write *image, struct digest *ret_digest, struct error *err);
	int (*read)(struct arena *arena, const struct reference *source,
	    struct transport_source *ret_source, struct error *err);
};

extern const struct transport layout_transport, archive_transport, oci_archive_transport,
    docker_archive_transport, dir_transport, rootfs_transport, registry_transport,
    docker_daemon_transport;

/* `*ret_digest` is what the target is then known by: the root's digest, but for docker-archive: and docker-daemon: that of
 * the manifest which is made for it when it is read, and for rootfs: that of the file. */
int transport_write(struct arena *arena, const struct reference *target,
    const struct transport_write *image, struct digest *ret_digest, struct error *err) MUST_CHECK;

/* Opens an image for reading:  SCOPED(transport_source) struct transport_source source = {0}; */
int transport_read(struct arena *arena, const struct reference *reference,
    struct transport_source *ret_source, struct error *err) MUST_CHECK;
void scope_transport_source(struct transport_source *source);

#endif
