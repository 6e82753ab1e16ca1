#ifndef STREAM_STREAM_H
#define STREAM_STREAM_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Bytes on their way. A stream takes bytes and hands what becomes of them to
 * the next one; a layer is
 *
 *	tar -> measure (diff_id) -> gzip -> measure (digest) -> file
 *
 * built from the end to the front. Each filter has one constructor that takes
 * the next stream and owns it from then on: freeing the first frees the chain.
 * Every byte passes once and nothing is held back but a compressor's window, so
 * memory is constant.
 *
 * Calling order: <filter>_new, stream_write..., stream_finish once,
 * stream_free. After a failure only stream_free may follow. Owned by a scope:
 * SCOPED(stream) struct stream *out = ...;
 */
struct stream;

struct stream_operations {
	int (*write)(struct stream *stream, const void *bytes, size_t size, struct error *err);
	/* hands on what was held back and finishes the next stream */
	int (*finish)(struct stream *stream, struct error *err);
	/* frees what the stream holds, but neither the struct nor the next
	 * stream */
	void (*release)(struct stream *stream);
};

/* The first member of every filter's own struct. */
struct stream {
	const struct stream_operations *operations;
	struct stream *next; /* owned; NULL at the end of the chain */
};

int stream_write(
    struct stream *stream, const void *bytes, size_t size, struct error *err) MUST_CHECK;
int stream_finish(struct stream *stream, struct error *err) MUST_CHECK;
void stream_free(struct stream *stream);
void scope_stream(struct stream **stream);

/* For constructors: a zeroed struct of `size` bytes that begins with a struct
 * stream. When there is no memory, frees `next`, fills `err` and returns NULL;
 * so a chain can be built in one expression. */
void *stream_allocate(size_t size, const struct stream_operations *operations, struct stream *next,
    struct error *err);

#endif
