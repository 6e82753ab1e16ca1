#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>

/* SHA-1, for build-ids. A build-id is only a name, so the weakness of SHA-1
 * does not matter. Digests of images are made by digest.h. */
enum { SHA1_SIZE = 20 };

void sha1_of_bytes(const void *bytes, size_t size, unsigned char ret_digest[SHA1_SIZE]);

#endif
