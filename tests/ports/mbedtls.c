#define _GNU_SOURCE
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <string.h>

enum { ROOM = 8192 };

/* One direction between the two ends, in memory. */
struct wire {
	unsigned char bytes[ROOM];
	size_t length;
};

struct end {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config config;
	struct wire *out, *in;
};

static int
put(void *context, const unsigned char *bytes, size_t length)
{
	struct wire *wire = ((struct end *)context)->out;

	if (length > ROOM - wire->length)
		return MBEDTLS_ERR_SSL_WANT_WRITE;
	memcpy(wire->bytes + wire->length, bytes, length);
	wire->length += length;
	return (int)length;
}

static int
take(void *context, unsigned char *bytes, size_t length)
{
	struct wire *wire = ((struct end *)context)->in;

	if (wire->length == 0)
		return MBEDTLS_ERR_SSL_WANT_READ;
	if (length > wire->length)
		length = wire->length;
	memcpy(bytes, wire->bytes, length);
	wire->length -= length;
	memmove(wire->bytes, wire->bytes + length, wire->length);
	return (int)length;
}

static int
set_up(struct end *end, int role, mbedtls_ctr_drbg_context *random)
{
	static const unsigned char key[] = "known to both";

	mbedtls_ssl_init(&end->ssl);
	mbedtls_ssl_config_init(&end->config);
	if (mbedtls_ssl_config_defaults(&end->config, role, MBEDTLS_SSL_TRANSPORT_STREAM,
		MBEDTLS_SSL_PRESET_DEFAULT) != 0 ||
	    mbedtls_ssl_conf_psk(
		&end->config, key, sizeof(key), (const unsigned char *)"mote", 4) != 0)
		return 0;
	mbedtls_ssl_conf_rng(&end->config, mbedtls_ctr_drbg_random, random);
	mbedtls_ssl_set_bio(&end->ssl, end, put, take, NULL);
	return mbedtls_ssl_setup(&end->ssl, &end->config) == 0;
}

/* TLS by a key that both know, and a word over it. */
static int
speaks(void)
{
	static struct wire there, back;
	static struct end client = {.out = &there, .in = &back},
			  server = {.out = &back, .in = &there};
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context random;
	unsigned char word[8] = "";
	int i, ends = 0;

	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&random);
	if (mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, NULL, 0) != 0 ||
	    !set_up(&client, MBEDTLS_SSL_IS_CLIENT, &random) ||
	    !set_up(&server, MBEDTLS_SSL_IS_SERVER, &random))
		return 0;
	for (i = 0; i < 20 && ends != 3; i++)
		ends |= (mbedtls_ssl_handshake(&client.ssl) == 0) |
		    (mbedtls_ssl_handshake(&server.ssl) == 0) << 1;
	return ends == 3 &&
	    mbedtls_ssl_write(&client.ssl, (const unsigned char *)"static", 7) == 7 &&
	    memmem(there.bytes, there.length, "static", 6) == NULL &&
	    mbedtls_ssl_read(&server.ssl, word, sizeof(word)) == 7 &&
	    strcmp((char *)word, "static") == 0;
}

int
main(void)
{
	unsigned char digest[32];

	return mbedtls_sha256_ret((const unsigned char *)"abc", 3, digest, 0) != 0 ||
	    digest[0] != 0xba || digest[31] != 0xad || !speaks();
}
