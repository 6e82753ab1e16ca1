#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <string.h>

int
main(void)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	if (EVP_Digest("abc", 3, digest, &length, EVP_sha256(), NULL) != 1 || length != 32 || digest[0] != 0xba || digest[31] != 0xad)
		return 1;
	return SSL_CTX_new(TLS_client_method()) == NULL;
}
