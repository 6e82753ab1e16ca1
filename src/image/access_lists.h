#ifndef IMAGE_ACCESS_LISTS_H
#define IMAGE_ACCESS_LISTS_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the access control lists in a tar cost libarchive, told before it sees them: for each entry of a list it walks over all
 * entries before, so that one list of 900 kB takes more than a minute. No image needs one of more than a few entries.
 * The tar comes piece by piece, each piece but the last of a multiple of 512 bytes.
 */
enum { ACCESS_LISTS_LEAD = 32 };

struct access_lists {
	char before[ACCESS_LISTS_LEAD]; /* the last bytes of the piece before */
	size_t length;
};

/* The cost of the lists that begin in this piece, in bytes of memory that would take the same time: the square of their
 * length, over 64. */
uint64_t access_lists_cost(struct access_lists *lists, const char *bytes, size_t size);

#endif
