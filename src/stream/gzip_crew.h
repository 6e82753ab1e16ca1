#ifndef STREAM_GZIP_CREW_H
#define STREAM_GZIP_CREW_H

#include "stream/filters.h"

/*
 * Compresses pieces of a stream, each to a gzip member of its own, on as many
 * threads as there are processors, and hands the members on in their order.
 * Which bytes make a piece is the caller's; how many threads there are changes
 * no byte. A ring of a few pieces bounds the memory. What comes in is hashed by
 * the calling thread, when it would only wait for the others.
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
	size_t piece; /* bytes of the largest piece */
	uint64_t pieces; /* how many will come at the most */
	struct measure
	    *measure; /* of what is submitted, valid after gzip_crew_finish; NULL: none */
};
struct gzip_crew *gzip_crew_new(
    const struct gzip_crew_options *options, struct error *err) MUST_CHECK;

/* The buffer of the next piece, `options.piece` bytes. Where no buffer is free
 * it waits for the oldest member and writes it to `next` first. */
int gzip_crew_piece(struct gzip_crew *crew, struct stream *next, unsigned char **ret_piece,
    struct error *err) MUST_CHECK;
/* `size` bytes of the buffer that gzip_crew_piece gave. Where no thread can be
 * started it is compressed before this returns. */
int gzip_crew_submit(struct gzip_crew *crew, size_t size, struct error *err) MUST_CHECK;
int gzip_crew_finish(struct gzip_crew *crew, struct stream *next, struct error *err) MUST_CHECK;

void gzip_crew_free(struct gzip_crew *crew);

#endif
