#ifndef HTTP_DOWNLOAD_PART_H
#define HTTP_DOWNLOAD_PART_H

#include "base/digest.h"
#include "http/download.h"

#include <stdbool.h>

/*
 * The part of a file that is here already: "<file>.part". Only files of this
 * room include this header.
 *
 *	SCOPED(download_part) struct download_part part = DOWNLOAD_PART_NONE;
 *	download_part_open(arena, wanted, &part, err);
 *	download_from_address(arena, &part, address, err); // calls download_part_add
 *	download_part_finish(&part, err);
 */
struct download_part {
	const struct download *wanted;
	const char *path;
	int fd;
	struct digester *digester; /* of the bytes that are here */
	uint64_t offset; /* their number */
	uint64_t total; /* of the whole file; UINT64_MAX: not known */
	/* the error is one of this machine, such as a full disk: another place
	 * would not help */
	bool own_fault;
	double begun, told; /* when this place was asked; the last line about it */
	uint64_t from; /* `offset` when it was asked */
};
#define DOWNLOAD_PART_NONE {.fd = -1}

/* Reads what an earlier run has left. Without a SHA-256 nobody knows of what
 * file it is a part, so it is removed. */
int download_part_open(struct arena *arena, const struct download *wanted,
    struct download_part *ret_part, struct error *err) MUST_CHECK;

/* Forgets all bytes. */
int download_part_clear(struct download_part *part, struct error *err) MUST_CHECK;

/* More bytes than the limit are an error. Prints the progress. */
int download_part_add(
    struct download_part *part, const void *bytes, size_t size, struct error *err) MUST_CHECK;

/* The part becomes the file, if its SHA-256 is right. 1: it is the file now; 0:
 * it is wrong, and all bytes are forgotten; -1: an error. */
int download_part_finish(struct download_part *part, struct error *err) MUST_CHECK;

/* Closes it. A part that no later run could continue is removed. */
void scope_download_part(struct download_part *part);

/* 1: `address` gave the rest of the file; 0: `err` says why it did not; -1: an
 * error of this machine. */
int download_from_address(struct arena *arena, struct download_part *part, const char *address,
    struct error *err) MUST_CHECK;

#endif
