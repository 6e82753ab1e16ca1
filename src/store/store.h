#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/text.h"
#include "store/descriptor.h"
#include "stream/stream.h"

/*
 * The store: a content-addressed folder that is an OCI image layout. What stands before it in the flow
 * makes blobs; what stands after it copies them. A blob is written to a hidden file and gets its name
 * by rename once its digest is known, so a name that exists is a blob that is whole.
 * Clause: image-spec 1.1, image-layout.md.
 *
 *	store_begin(store, &blob, err)	-> blob.fd to write to
 *	store_commit(store, &blob, &digest, err)
 *
 * The store's folder is not this module's to remove; a temporary store lies in a temporary_folder.
 */
struct store {
	const char *path; /* the layout's folder */
	/* made by this run and seen by nobody else: its blobs need no second check, and may be linked */
	bool own;
};

/* Opens a layout for reading; ERROR_NOT_FOUND when there is none, ERROR_FAILED when oci-layout has an
 * unknown version. */
int store_open(
    struct arena *arena, const char *path, struct store *ret_store, struct error *err) MUST_CHECK;
/* Opens or makes one: folder, oci-layout, blobs/sha256; 0755 and 0644 whatever the umask. */
int store_create(
    struct arena *arena, const char *path, struct store *ret_store, struct error *err) MUST_CHECK;

bool store_has(const struct store *store, const struct digest *digest);

/* A blob on its way in; its scope removes it when it was not committed. */
struct store_blob {
	int fd; /* the stream that writes may own a dup of it */
	char hidden[512];
};
int store_begin(
    const struct store *store, struct store_blob *ret_blob, struct error *err) MUST_CHECK;
int store_commit(const struct store *store, struct store_blob *blob, const struct digest *digest,
    struct error *err) MUST_CHECK;
void scope_store_blob(struct store_blob *blob);

/* Puts bytes as a blob and fills media type, digest and size. */
int store_put(const struct store *store, const char *media_type, const struct text *bytes,
    struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

/* The path of a blob in this store. */
char *store_blob_path(struct arena *arena, const struct store *store, const struct digest *digest);

/* A small blob whole (config, manifest, index), its size and digest checked; at most 4 MiB. */
int store_read(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct text *ret_bytes, struct error *err) MUST_CHECK;
/* The same, parsed; a reference that the caller owns. */
json_t *store_read_json(struct arena *arena, const struct store *store,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

/* Copies a blob from one store to another (link, reflink or copy), checking its digest and size. One
 * that is already there is left. */
int store_copy_blob(const struct store *from, const struct store *to,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

#endif
