#ifndef STREAM_GZIP_CREW_H
#define STREAM_GZIP_CREW_H

#include "stream/filters.h"

/*
 * Compresses each piece of a stream to its own gzip member, with one thread for
 * each processor, and writes the members in their order. The caller decides the
 * pieces, so the number of threads changes no byte. A ring of a few pieces
 * bounds the memory. The calling thread hashes the input while it would
 * otherwise only wait.
 *
 *	struct gzip_crew *crew = gzip_crew_new(&options, err);
 *	gzip_crew_piece(crew, next, &piece, err); // -> where the next piece's bytes go
 *	gzip_crew_submit(crew, size, err);        // gives it to the threads
 *	gzip_crew_finish(crew, next, err);        // the members that are still under way
 *	gzip_crew_free(crew);
 */
struct gzip_crew;

struct gzip_crew_options {
	int level; /* 1..9 */
	size_t piece; /* the size of the largest piece in bytes */
	uint64_t pieces; /* the largest number of pieces */
	struct measure *measure; /* of all pieces, valid after gzip_crew_finish; NULL: not wanted */
};
struct gzip_crew *gzip_crew_new(
    const struct gzip_crew_options *options, struct error *err) MUST_CHECK;

/* Returns the buffer for the next piece, of `options.piece` bytes. When no
 * buffer is free, it first waits for the oldest member and writes it to
 * `next`. */
int gzip_crew_piece(struct gzip_crew *crew, struct stream *next, unsigned char **ret_piece,
    struct error *err) MUST_CHECK;
/* Submits the first `size` bytes of the buffer of gzip_crew_piece. When no
 * thread can be started, this call compresses them itself. */
int gzip_crew_submit(struct gzip_crew *crew, size_t size, struct error *err) MUST_CHECK;
int gzip_crew_finish(struct gzip_crew *crew, struct stream *next, struct error *err) MUST_CHECK;

void gzip_crew_free(struct gzip_crew *crew);

#endif
