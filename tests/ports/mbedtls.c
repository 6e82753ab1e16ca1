#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>

int
main(void)
{
	unsigned char digest[32];
	mbedtls_ssl_context ssl;

	mbedtls_ssl_init(&ssl);
	return mbedtls_sha256_ret((const unsigned char *)"abc", 3, digest, 0) != 0 || digest[0] != 0xba || digest[31] != 0xad;
}
