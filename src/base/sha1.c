#include "base/sha1.h"

#include <openssl/sha.h>

void
sha1_of_bytes(const void *bytes, size_t size, unsigned char ret_digest[SHA1_SIZE])
{
	SHA1(bytes, size, ret_digest);
}
