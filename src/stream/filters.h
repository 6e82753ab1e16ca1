#ifndef STREAM_FILTERS_H
#define STREAM_FILTERS_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/text.h"
#include "stream/stream.h"

/*
 * The filters. Each constructor returns a stream that owns `next`, or NULL with
 * `err` filled. Then `next` is freed too, and for a `next` of NULL the result
 * is NULL, so that a chain can be built in one expression. Same input and
 * level, same bytes, on every machine: no time, no name, and cuts that do not
 * depend on the number of processors.
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
	uint64_t total; /* how many bytes will come; 0: not known */
	struct measure *measure; /* of the bytes that come; NULL: none */
};

/* RFC 1952, mtime 0, no name, operating system 255 (unknown); level 1..9,
 * default 6. Less than 1 MiB is one member. More is cut into independent
 * members of 512 KiB to 1 MiB, by `total` alone, and threads compress these;
 * one of them fills `measure` meanwhile. */
struct stream *gzip_stream_new(
    struct stream *next, const struct compress_options *options, struct error *err);
/* RFC 8878, one frame with a checksum, in threads up to level 9; level 1..22,
 * default 3. `measure` is not filled. */
struct stream *zstd_stream_new(
    struct stream *next, const struct compress_options *options, struct error *err);
/* .xz by liblzma, CRC64, in one thread; level 1..9, default 6. `measure` is not
 * filled. */
struct stream *xz_stream_new(
    struct stream *next, const struct compress_options *options, struct error *err);

/* The versions of the libraries, on which the compressed bytes depend:
 * "libdeflate 1.14". */
const char *gzip_stream_version(void);
const char *xz_stream_version(void);
const char *zstd_stream_version(void);

/* Writes to a descriptor that the stream then owns, also when this fails;
 * stream_finish closes it and hands on what the file system says then. `name`
 * (copied) is for errors. */
struct stream *file_stream_new(int fd, const char *name, struct error *err);
/* Appends to `text`, which was initialised with an arena. */
struct stream *memory_stream_new(struct text *text, struct error *err);

#endif
