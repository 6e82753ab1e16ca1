#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/text.h"
#include "store/descriptor.h"
#include "stream/stream.h"

/*
 * The store: a content-addressed folder that is an OCI image layout. Modules before it make blobs,
 * modules behind it copy them. A blob is written to a hidden file, which is renamed when its digest
 * is known: so a blob that has its name is complete. Clause: image-spec 1.1, image-layout.md.
 *
 *	SCOPED(store_blob) struct store_blob blob = {.fd = -1};
 *	store_begin(store, &blob, err)			-> blob.fd to write to
 *	file_stream_new(TAKE_FD(blob.fd), ...)		where a stream is to own it
 *	store_commit(store, &blob, &digest, err)
 *
 * A power cut at any moment leaves the last image or the new one. Nothing is synced while an image
 * is made. At the end four steps make it durable; each is complete before the next one begins:
 *
 *	1. the bytes of each blob		fsync of the file, before it gets its name
 *						(store_commit, store_copy_blob)
 *	2. the names of the blobs		fsync of blobs/sha256, blobs/sha512 and blobs (store_sync)
 *	3. the bytes of the new index.json	fsync of a hidden file beside it (file_write_durable)
 *	4. the name of index.json		rename, fsync of the layout's folder (the same)
 *
 * A temporary store of this run (`own`) skips step 1. When store_create returns, a new layout's
 * oci-layout and the folders above it are durable. An archive is one file: steps 3 and 4
 * (file_rename_durable).
 *
 * Blobs have mode 0644 and folders 0755 under any umask, because layouts are given to others. This
 * module never removes the store's folder; a temporary store lies in a temporary_folder.
 */
struct store {
	const char *path; /* the layout's folder; NULL: all blobs are in `places` */
	const char *blobs; /* the folder with sha256/ and sha512/, in which the blobs are */
	bool flat; /* the blobs are in `blobs` itself */
	const char *name; /* what errors call it: an archive is read in a temporary folder */
	/* Made by this run in a temporary folder and seen by nobody else: store_copy_blob need not read
	 * its blobs again and may give them a second name (link). In a layout of somebody else's a later
	 * edit would change our blob through such a link. */
	bool own;
	/* Blobs that are no files of this folder, looked for first; NULL: there are none. Not this struct's. */
	const struct blob_places *places;
};

/* The most bytes of a blob that is read whole. */
enum { STORE_READ_LIMIT = 4 << 20 };

/* Whether the bytes are an oci-layout of a version that mote knows; `name` is the layout's, for errors. */
int store_check_layout(const struct text *bytes, const char *name, struct error *err) MUST_CHECK;

/* Opens a layout for reading, under the name that errors call it; ERROR_NOT_FOUND when there is none,
 * ERROR_FAILED when oci-layout has an unknown version. */
int store_open(struct arena *arena, const char *path, const char *name, struct store *ret_store,
    struct error *err) MUST_CHECK;
/* ERROR_REFUSED: "blobs" or a folder in it is a link, which a stranger may have put there: what is written and removed
 * would be another layout's. Reading through it harms nobody. store_create asks this itself. */
int store_check_folders(const struct store *store, struct error *err) MUST_CHECK;
/* Makes one folder of a layout, which nobody's umask closes to others; one that exists is fine. */
int store_make_folder(const char *path, struct error *err) MUST_CHECK;
/* Opens or makes one: folder, oci-layout, blobs/sha256; 0755 and 0644 whatever the umask. What it makes is durable. */
int store_create(
    struct arena *arena, const char *path, struct store *ret_store, struct error *err) MUST_CHECK;
/* In a temporary folder that is there: blobs alone, and nothing else to be made and removed; nobody but this run sees
 * them, and no power cut need spare them. */
struct store store_own(struct arena *arena, const char *path);
/* Makes the names of all blobs durable: the last step before an index may name them. */
int store_sync(const struct store *store, struct error *err) MUST_CHECK;

bool store_has(const struct store *store, const struct digest *digest);

/* Whether the blob is there in its size, a regular file; else ERROR_NOT_FOUND or ERROR_FAILED. */
int store_check_blob(
    const struct store *store, const struct descriptor *descriptor, struct error *err) MUST_CHECK;

/* A blob on its way in; its scope closes it, and removes it when it was not committed. */
struct store_blob {
	int fd; /* open for writing; -1 once it was taken */
	int lock; /* the same file, open until it has its name (leftover.h); 0: there is none */
	char hidden[4096]; /* the path of the file so far; "": there is none */
};
int store_begin(
    const struct store *store, struct store_blob *ret_blob, struct error *err) MUST_CHECK;
/* Closes it when it is still open, and gives it its name. The digest is the caller's word. */
int store_commit(const struct store *store, struct store_blob *blob, const struct digest *digest,
    struct error *err) MUST_CHECK;
void scope_store_blob(struct store_blob *blob);

/* Puts bytes as a blob and fills media type, digest and size. */
int store_put(const struct store *store, const char *media_type, const struct text *bytes,
    struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

/* The path of a blob in this store. */
char *store_blob_path(struct arena *arena, const struct store *store, const struct digest *digest);

/* A small blob whole (config, manifest, index), its size and digest checked; at most STORE_READ_LIMIT.
 * ERROR_NOT_FOUND when it is not there. */
int store_read(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct text *ret_bytes, struct error *err) MUST_CHECK;
/* The same, parsed, an object; a reference that the caller owns. */
json_t *store_read_json(struct arena *arena, const struct store *store,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

/* Hands the whole blob to `out`, which is not finished, checked against size and digest on the way; in a store of
 * our own against the size. */
int store_stream_blob(const struct store *from, const struct descriptor *descriptor,
    struct stream *out, struct error *err) MUST_CHECK;

/* Copies a blob from one store to another: a link or a copy in the kernel from a store of our own, from
 * any other bytes that are checked against size and digest on the way. One that is already there in its
 * full size is left. */
int store_copy_blob(const struct store *from, const struct store *to,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

#endif
