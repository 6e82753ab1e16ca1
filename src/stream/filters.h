#ifndef STREAM_FILTERS_H
#define STREAM_FILTERS_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/text.h"
#include "stream/stream.h"

/*
 * The filters. Each returns a stream that owns `next`, or NULL with `err` filled. Then `next` is freed
 * too, and a `next` of NULL is handed on, so that a chain can be built in one expression. Same input and level, same bytes, on every
 * machine: no time, no name, and cuts that no number of processors moves.
 */

/* What passed through a measure stream; valid after stream_finish. */
struct measure {
	struct digest digest;
	uint64_t size;
};
struct stream *measure_stream_new(struct stream *next, struct measure *measure, struct error *err);

/* RFC 1952, mtime 0, no name, operating system 255 (unknown); level 1..9, 0: 6. `total`: how many bytes will
 * come, 0: not known. `measure`: of the bytes that come, hashed while the threads compress them; NULL: none. Less than 1 MiB is one member; of more, independent members of 512 KiB to 1 MiB, cut by
 * `total` alone, are compressed in threads. */
struct stream *gzip_stream_new(
    struct stream *next, int level, uint64_t total, struct measure *measure, struct error *err);
/* RFC 8878, one frame with checksum, in threads up to level 9; level 1..22, 0: 3. */
struct stream *zstd_stream_new(struct stream *next, int level, struct error *err);
/* Of the libraries, "libdeflate 1.14": on which the compressed bytes depend. */
const char *gzip_stream_version(void);
const char *zstd_stream_version(void);
/* .xz by liblzma, CRC64, single-threaded; level 1..9, 0: 6. */
struct stream *xz_stream_new(struct stream *next, int level, struct error *err);

/* Writes to a descriptor that the stream then owns, also when this fails; stream_finish closes it and hands
 * on what the file system says then. `name` (copied) is for errors. */
struct stream *file_stream_new(int fd, const char *name, struct error *err);
/* Appends to `text`, which was initialised with an arena. */
struct stream *memory_stream_new(struct text *text, struct error *err);

#endif
