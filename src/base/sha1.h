#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>

/* SHA-1, by which build-ids are made: a name, and no proof of anything. Digests
 * of images are those of digest.h. */
enum { SHA1_SIZE = 20 };

void sha1_of_bytes(const void *bytes, size_t size, unsigned char ret_digest[SHA1_SIZE]);

#endif
