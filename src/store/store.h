#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/temporary_folder.h"
#include "base/text.h"
#include "store/descriptor.h"

struct blob_places;

/*
 * The store: a content-addressed folder that is an OCI image layout. A build
 * writes blobs to a store; transports copy them from it (store_copy.h). A blob
 * is written to a hidden file, which is renamed when its digest is known: so a
 * blob that has its name is complete. Clause: image-spec 1.1, image-layout.md.
 *
 *	SCOPED(store_blob) struct store_blob blob = {.fd = -1};
 *	store_begin(store, &blob, err);                  // -> blob.fd to write to
 *	out = file_stream_new(TAKE_FD(blob.fd), name, err); // where a stream is to own it
 *	store_commit(store, &blob, &digest, err);
 *
 * After a power cut at any moment, the layout has the old image or the new one.
 * Nothing is synced while an image is made. At the end four steps make it
 * durable; each is complete before the next one begins:
 *
 *	1. the bytes of each blob		fsync of the file, before it gets its name
 *						(store_commit, store_copy_blob)
 *	2. the names of the blobs		fsync of blobs/sha256, blobs/sha512 and blobs (store_sync)
 *	3. the bytes of the new index.json	fsync of a hidden file beside it (file_write_durable)
 *	4. the name of index.json		rename, fsync of the layout's folder (the same)
 *
 * A private store skips step 1. When store_create returns, the oci-layout of a
 * new layout and the folders above it are durable. An archive is one file:
 * steps 3 and 4 (file_rename_durable).
 *
 * Blobs have mode 0644 and folders 0755 under any umask, because layouts are
 * given to others. This module never removes the store's folder; a private
 * store is in a temporary_folder.
 */
struct store {
	const char *path; /* the layout's folder; NULL: all blobs are in `places` */
	const char *blobs; /* the folder with sha256/ and sha512/, in which the blobs are */
	bool flat; /* the blobs are in `blobs` itself */
	const char *name; /* for errors: an archive is unpacked into a temporary folder */
	/* Only this run writes to the store. So store_copy_blob does not read
	 * its blobs again, and may give them a second name (link). In a layout
	 * of other programs, a later edit would change our blob through such a
	 * link. */
	bool private;
	/* Blobs that are not files of this folder; they are looked for first.
	 * NULL: none. The store does not own the places. */
	const struct blob_places *places;
};

/* The size limit for a blob that is read into memory. */
enum { STORE_READ_LIMIT = 4 << 20 };

/* Checks that the bytes are an oci-layout of a version that mote knows; `name`
 * is the layout's, for errors. */
int store_check_layout(const struct text *bytes, const char *name, struct error *err) MUST_CHECK;

/* Opens a layout for reading; `name` is for errors. ERROR_NOT_FOUND: there is
 * no layout. ERROR_FAILED: its oci-layout has an unknown version. */
int store_open(struct arena *arena, const char *path, const char *name, struct store *ret_store,
    struct error *err) MUST_CHECK;
/* Checks that "blobs" and the folders in it are no links: through a link, mote
 * would write and remove blobs of another layout. ERROR_REFUSED. store_create
 * checks this itself; reading needs no check. */
int store_check_folders(const struct store *store, struct error *err) MUST_CHECK;
/* Makes one folder of a layout, with mode 0755 under any umask. It may exist
 * already. */
int store_make_folder(const char *path, struct error *err) MUST_CHECK;
/* Opens a layout for writing, or makes one: folder, oci-layout,
 * blobs/sha256. */
int store_create(
    struct arena *arena, const char *path, struct store *ret_store, struct error *err) MUST_CHECK;
/* A private store in a temporary folder that exists: it has only blobs. Nothing
 * in it is made durable. */
struct store store_private(struct arena *arena, const char *path);
/* Makes the names of all blobs durable. Call it before an index names them. */
int store_sync(const struct store *store, struct error *err) MUST_CHECK;

bool store_has(const struct store *store, const struct digest *digest);

/* Checks that the blob is a regular file of the right size. ERROR_NOT_FOUND, or
 * ERROR_FAILED for another size. */
int store_check_blob(
    const struct store *store, const struct descriptor *descriptor, struct error *err) MUST_CHECK;
/* The errors for a damaged blob, whose size or digest differs from its
 * descriptor. */
int store_wrong_size(const struct store *store, const struct descriptor *descriptor, uint64_t size,
    struct error *err);
int store_wrong_digest(const struct store *store, const struct digest *digest, struct error *err);

/* A blob that is being written. Its scope closes it, and removes it unless it
 * was committed. */
struct store_blob {
	int fd; /* open for writing; -1: taken (TAKE_FD) or closed */
	int lock; /* the same file, open until it has its name (leftover.h); -1: none */
	char hidden[4096]; /* the path of the file so far; "": there is no file */
};
int store_begin(
    const struct store *store, struct store_blob *ret_blob, struct error *err) MUST_CHECK;
/* Closes the file if it is open, and gives it its name. The caller must know
 * the digest: it is not checked. */
int store_commit(const struct store *store, struct store_blob *blob, const struct digest *digest,
    struct error *err) MUST_CHECK;
void scope_store_blob(struct store_blob *blob);

/* Writes the bytes as a blob; sets media type, digest and size of the
 * descriptor. */
int store_put(const struct store *store, const char *media_type, const struct text *bytes,
    struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

/* The path of a blob in this store. */
char *store_blob_path(struct arena *arena, const struct store *store, const struct digest *digest);

/* Reads a config, a manifest or an index whole, at most STORE_READ_LIMIT bytes,
 * and checks its size and digest. ERROR_NOT_FOUND. */
int store_read(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct text *ret_bytes, struct error *err) MUST_CHECK;
/* The same, parsed as a JSON object. The caller owns the reference. */
json_t *store_read_json(struct arena *arena, const struct store *store,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

#endif
