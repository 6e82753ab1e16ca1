/* The low-level functions, as in digest.c: SHA1() would link all algorithms of
 * OpenSSL into mote, and a start would take half as long again. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "base/sha1.h"

#include <openssl/sha.h>

void
sha1_of_bytes(const void *bytes, size_t size, unsigned char ret_digest[SHA1_SIZE])
{
	SHA_CTX context;

	/* none of them can fail: the context is memory of this function */
	(void)!SHA1_Init(&context);
	(void)!SHA1_Update(&context, bytes, size);
	(void)!SHA1_Final(ret_digest, &context);
}
