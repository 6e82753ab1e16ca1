#include <sodium.h>

int
main(void)
{
	unsigned char hash[crypto_generichash_BYTES], key[crypto_secretbox_KEYBYTES] = {0}, nonce[crypto_secretbox_NONCEBYTES] = {0},
	    boxed[crypto_secretbox_MACBYTES + 3], back[3];

	return sodium_init() < 0 || crypto_generichash(hash, sizeof(hash), (const unsigned char *)"abc", 3, NULL, 0) != 0 ||
	    crypto_secretbox_easy(boxed, (const unsigned char *)"abc", 3, nonce, key) != 0 ||
	    crypto_secretbox_open_easy(back, boxed, sizeof(boxed), nonce, key) != 0 || back[2] != 'c';
}
