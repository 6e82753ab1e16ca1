#ifndef STORE_BLOB_READER_H
#define STORE_BLOB_READER_H

#include "store/blob_place.h"
#include "store/store.h"

/*
 * Reads a blob from a store, wherever the blob is: from one of the store's
 * places, or else from its file under blobs/.
 *
 *	SCOPED(blob_reader) struct blob_reader reader = {.fd = -1};
 *	blob_reader_open(store, &digest, &reader, err);
 *	while ((got = blob_reader_read(&reader, buffer, size, err)) > 0) ...
 *
 * A reader checks neither size nor digest. store_read, store_copy_blob and
 * store_stream_blob do.
 */
struct blob_reader {
	int fd; /* -1: the blob is in memory */
	const char *bytes; /* of a blob in memory */
	uint64_t left; /* UINT64_MAX: to the end of the file */
	struct digest digest; /* for errors */
};

int blob_reader_open(const struct store *store, const struct digest *digest,
    struct blob_reader *ret_reader, struct error *err) MUST_CHECK;
/* Skips bytes; the blob must have as many. */
int blob_reader_skip(struct blob_reader *reader, uint64_t bytes, struct error *err) MUST_CHECK;
/* Reads up to `size` bytes, fewer only at the end. Returns the number, or
 * -1. */
ssize_t blob_reader_read(
    struct blob_reader *reader, void *buffer, size_t size, struct error *err) MUST_CHECK;
void scope_blob_reader(struct blob_reader *reader);

#endif
