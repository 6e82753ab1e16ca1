#ifndef STREAM_ACCESS_LISTS_H
#define STREAM_ACCESS_LISTS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Estimates how long libarchive will take for the access control lists in a
 * tar, before it sees them. For each entry of a list libarchive goes through
 * all earlier entries, so one list of 900 kB takes more than a minute. Images
 * need lists of a few entries only. The tar comes in pieces; each piece but the
 * last has a multiple of 512 bytes.
 */
enum { ACCESS_LISTS_LEAD = 32 };

struct access_lists {
	char before[ACCESS_LISTS_LEAD]; /* the last bytes of the previous piece */
	size_t length;
};

/* The cost of the lists that begin in this piece: the number of bytes in other
 * texts that take the same time. It is about the square of a list's length,
 * divided by 64. */
uint64_t access_lists_cost(struct access_lists *lists, const char *bytes, size_t size);

#endif
