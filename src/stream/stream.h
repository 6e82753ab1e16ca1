#ifndef STREAM_STREAM_H
#define STREAM_STREAM_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A chain of filters for bytes. Each stream transforms the bytes that are
 * written to it and writes the result to the next stream. A layer is written by
 * the chain
 *
 *	tar -> measure (diff_id) -> gzip -> measure (digest) -> file
 *
 * The chain is built from its end. The constructor of a filter gets the next
 * stream and owns it from then on: freeing the first stream frees the chain.
 * Every byte passes once, and only a compressor's window is buffered, so memory
 * is constant.
 *
 * Calling order: <filter>_new, stream_write..., stream_finish once,
 * stream_free. After a failure only stream_free may follow. Owned by a scope:
 * SCOPED(stream) struct stream *out = ...;
 */
struct stream;

struct stream_operations {
	int (*write)(struct stream *stream, const void *bytes, size_t size, struct error *err);
	/* writes the buffered bytes and finishes the next stream */
	int (*finish)(struct stream *stream, struct error *err);
	/* frees the stream's resources, but neither the struct nor the next
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

/* For constructors: returns a zeroed struct of `size` bytes, which begins with
 * a struct stream. When there is no memory, it frees `next`, fills `err` and
 * returns NULL, so that a chain can be built in one expression. */
void *stream_allocate(size_t size, const struct stream_operations *operations, struct stream *next,
    struct error *err);

#endif
