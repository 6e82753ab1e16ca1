#ifndef REGISTRY_TRANSFER_H
#define REGISTRY_TRANSFER_H

#include "store/descriptor.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * How far the blobs are that go to a registry or come from one, for the user:
 * on a terminal the bytes of all that are under way, with percent and speed; in
 * a log one line for each large blob, when it is there. Blobs of several
 * threads are added up.
 *
 *	SCOPED(transfer) struct transfer transfer = {0};
 *	transfer_begin(&transfer, "fetched", &descriptor);
 *	transfer_reach(&transfer, offset);	// as often as bytes moved
 *	transfer_finish(&transfer);		// all of them are there
 */
struct transfer {
	const char *what; /* "fetched", "sent"; NULL: not begun */
	const struct descriptor *descriptor;
	uint64_t done;
	double begun;
};

void transfer_begin(
    struct transfer *transfer, const char *what, const struct descriptor *descriptor);
/* The offset may be smaller than the one before: a blob may have to begin
 * anew. */
void transfer_reach(struct transfer *transfer, uint64_t offset);
void transfer_finish(struct transfer *transfer);
void scope_transfer(struct transfer *transfer);

#endif
