#ifndef STORE_BLOB_READER_H
#define STORE_BLOB_READER_H

#include "store/store.h"

/*
 * Blobs are read through here, wherever they lie: most are files under blobs/sha256/, but those of an archive
 * are parts of one file, those of a flat folder have other names, and a few are made in memory. A store
 * lists such in its places; they are looked for there first.
 *
 *	SCOPED(blob_reader) struct blob_reader reader = {.fd = -1};
 *	blob_reader_open(store, &digest, &reader, err)
 *	while ((got = blob_reader_read(&reader, buffer, size, err)) > 0) ...
 *
 * A reader checks nothing: store_read, store_copy_blob and store_stream_blob do.
 */
struct blob_place {
	struct digest digest;
	uint64_t size;
	const char *path; /* the file that it lies in; NULL: it is in memory */
	uint64_t offset; /* in the file */
	const char *bytes; /* in memory */
	/* Brings the file to `path` when it is first wanted, whole and checked; it may be called by several threads at once.
	 * NULL: it is there. */
	int (*fetch)(void *context, const struct blob_place *place, struct error *err);
	void *fetch_context;
};

struct blob_places {
	struct blob_place *items;
	size_t count, capacity;
};

void blob_places_add(
    struct blob_places *places, struct arena *arena, const struct blob_place *place);
/* After the last was added, before the first is looked for. */
void blob_places_sort(struct blob_places *places);
/* NULL: it is none of them. */
const struct blob_place *blob_places_find(
    const struct blob_places *places, const struct digest *digest);

struct blob_reader {
	int fd;
	const char *bytes; /* of a blob in memory; NULL: it is read from `fd` */
	uint64_t left; /* UINT64_MAX: to the end of the file */
	struct digest digest; /* for errors */
};

int blob_reader_open(const struct store *store, const struct digest *digest,
    struct blob_reader *ret_reader, struct error *err) MUST_CHECK;
/* Passes over bytes that the blob has. */
int blob_reader_skip(struct blob_reader *reader, uint64_t bytes, struct error *err) MUST_CHECK;
/* Up to `size` bytes, fewer only at the end, or -1. */
ssize_t blob_reader_read(
    struct blob_reader *reader, void *buffer, size_t size, struct error *err) MUST_CHECK;
void scope_blob_reader(struct blob_reader *reader);

#endif
