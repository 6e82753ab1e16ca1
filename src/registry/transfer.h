#ifndef REGISTRY_TRANSFER_H
#define REGISTRY_TRANSFER_H

#include "store/descriptor.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Shows the progress of blobs that are sent to a registry or fetched from it.
 * On a terminal: the bytes of all running transfers, with percent and speed. In
 * a log: one line for each large blob, at its end. The blobs of several threads
 * are added up.
 *
 *	SCOPED(transfer) struct transfer transfer = {0};
 *	transfer_begin(&transfer, "fetched", &descriptor);
 *	transfer_reach(&transfer, offset);	// after each piece
 *	transfer_finish(&transfer);		// all bytes were transferred
 */
struct transfer {
	const char *what; /* "fetched", "sent"; NULL: not begun */
	const struct descriptor *descriptor;
	uint64_t done;
	double begun;
};

void transfer_begin(
    struct transfer *transfer, const char *what, const struct descriptor *descriptor);
/* The offset may be smaller than the last one: a transfer may have to start
 * again. */
void transfer_reach(struct transfer *transfer, uint64_t offset);
void transfer_finish(struct transfer *transfer);
void scope_transfer(struct transfer *transfer);

#endif
