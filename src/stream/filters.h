#ifndef STREAM_FILTERS_H
#define STREAM_FILTERS_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/text.h"
#include "stream/stream.h"

/*
 * The filters. Each constructor returns a stream that owns `next`, or frees
 * `next` and returns NULL with `err` filled. When `next` is NULL, the result is
 * NULL too, so that a chain can be built in one expression. The same input and
 * level give the same bytes on every machine: the output has no time and no
 * name, and its parts do not depend on the number of processors.
 */

/* The size and digest of the bytes that passed a measure stream; valid after
 * stream_finish. */
struct measure {
	struct digest digest;
	uint64_t size;
};
struct stream *measure_stream_new(struct stream *next, struct measure *measure, struct error *err);

/* How a compressor works. */
struct compress_options {
	int level; /* 0: the compressor's own default */
	uint64_t total; /* the size of the whole input; 0: not known */
	struct measure *measure; /* receives size and digest of the input; NULL: not wanted */
};

/* RFC 1952, mtime 0, no name, operating system 255 (unknown); level 1..9,
 * default 6. Input below 1 MiB becomes one member. A larger input is cut into
 * independent members of 512 KiB to 1 MiB, whose sizes depend only on `total`.
 * Threads compress them, and one of the threads fills `measure`. */
struct stream *gzip_stream_new(
    struct stream *next, const struct compress_options *options, struct error *err);
/* RFC 8878, one frame with a checksum; level 1..22, default 3; several threads
 * up to level 9. `measure` is not filled. */
struct stream *zstd_stream_new(
    struct stream *next, const struct compress_options *options, struct error *err);
/* .xz by liblzma, CRC64; level 1..9, default 6; one thread. `measure` is not
 * filled. */
struct stream *xz_stream_new(
    struct stream *next, const struct compress_options *options, struct error *err);

/* The versions of the libraries, on which the compressed bytes depend:
 * "libdeflate 1.14". */
const char *gzip_stream_version(void);
const char *xz_stream_version(void);
const char *zstd_stream_version(void);

/* Writes to the descriptor. The stream owns it from now on, even when this
 * function fails. stream_finish closes it and returns an error of closing.
 * `name` is copied, for errors. */
struct stream *file_stream_new(int fd, const char *name, struct error *err);
/* Appends to `text`, which was initialised with an arena. */
struct stream *memory_stream_new(struct text *text, struct error *err);

#endif
