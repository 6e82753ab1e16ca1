/* OpenSSL calls these names old; what it offers instead reads its configuration
 * and looks a provider up first, which takes longer than to hash a megabyte.
 * The code behind both is the same, with the processor's own instructions. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "base/digest.h"

#include "base/scope.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The algorithms that image-spec registers and mote reads. mote writes the
 * first one. */
static const struct algorithm {
	const char *name;
	size_t digits; /* length of the digest in hexadecimal digits */
} algorithms[] = {{"sha256", 2 * SHA256_DIGEST_LENGTH}, {"sha512", 2 * SHA512_DIGEST_LENGTH}};

enum { SHA_256, SHA_512, ALGORITHM_COUNT };

struct digester {
	size_t algorithm;
	union {
		SHA256_CTX sha256;
		SHA512_CTX sha512;
	} context;
};

/* Index in `algorithms`; ALGORITHM_COUNT: the text names none of them. */
static size_t
algorithm_of(const char *text)
{
	size_t i, length = strcspn(text, ":");

	for (i = 0; i < ALGORITHM_COUNT; i++)
		if (strlen(algorithms[i].name) == length &&
		    strncmp(text, algorithms[i].name, length) == 0)
			break;
	return i;
}

const char *
digest_hex(const struct digest *digest)
{
	const char *colon = strchr(digest->text, ':');

	return colon == NULL ? "" : colon + 1;
}

const char *
digest_algorithm(const struct digest *digest)
{
	return algorithms[algorithm_of(digest->text) == SHA_512 ? SHA_512 : SHA_256].name;
}

bool
digest_equal(const struct digest *left, const struct digest *right)
{
	return strcmp(left->text, right->text) == 0;
}

int
digest_parse(const char *text, struct digest *ret_digest, struct error *err)
{
	size_t algorithm = algorithm_of(text), digits;
	const char *hex = strchr(text, ':');

	if (algorithm == ALGORITHM_COUNT || hex == NULL)
		return error_set(err, ERROR_FAILED,
		    "digest \"%.100s\" is neither sha256 nor sha512, the algorithms that mote reads",
		    text);
	digits = algorithms[algorithm].digits;
	hex++;
	if (strlen(hex) != digits || strspn(hex, "0123456789abcdef") != digits)
		return error_set(err, ERROR_FAILED,
		    "digest \"%.100s\" is not \"%s:\" and %zu lower-case hex digits", text,
		    algorithms[algorithm].name, digits);
	snprintf(ret_digest->text, sizeof(ret_digest->text), "%s", text);
	return 0;
}

int
digest_of_bytes(const void *bytes, size_t size, struct digest *ret_digest, struct error *err)
{
	return digest_of_bytes_as(NULL, &(struct digest_bytes){bytes, size}, ret_digest, err);
}

int
digest_of_bytes_as(const struct digest *like, const struct digest_bytes *bytes,
    struct digest *ret_digest, struct error *err)
{
	SCOPED(digester) struct digester *digester = digester_new_as(like, err);

	if (digester == NULL || digester_add(digester, bytes->bytes, bytes->size, err) != 0)
		return -1;
	return digester_finish(digester, ret_digest, err);
}

struct digester *
digester_new(struct error *err)
{
	return digester_new_as(NULL, err);
}

struct digester *
digester_new_as(const struct digest *like, struct error *err)
{
	struct digester *digester = calloc(1, sizeof(*digester));
	int begun = 0;

	if (digester != NULL) {
		digester->algorithm =
		    like != NULL && algorithm_of(like->text) == SHA_512 ? SHA_512 : SHA_256;
		begun = digester->algorithm == SHA_512 ? SHA512_Init(&digester->context.sha512)
						       : SHA256_Init(&digester->context.sha256);
	}
	if (begun != 1) {
		digester_free(digester);
		error_set(err, ERROR_FAILED, "cannot start a digest");
		return NULL;
	}
	return digester;
}

int
digester_add(struct digester *digester, const void *bytes, size_t size, struct error *err)
{
	int added = digester->algorithm == SHA_512
	    ? SHA512_Update(&digester->context.sha512, bytes, size)
	    : SHA256_Update(&digester->context.sha256, bytes, size);

	return added == 1 ? 0 : error_set(err, ERROR_FAILED, "cannot compute a digest");
}

int
digester_finish(struct digester *digester, struct digest *ret_digest, struct error *err)
{
	const struct algorithm *algorithm = &algorithms[digester->algorithm];
	unsigned char raw[SHA512_DIGEST_LENGTH];
	int done = digester->algorithm == SHA_512 ? SHA512_Final(raw, &digester->context.sha512)
						  : SHA256_Final(raw, &digester->context.sha256);
	struct digest made;
	size_t i, at;

	if (done != 1)
		return error_set(err, ERROR_FAILED, "cannot compute a digest");
	at = (size_t)snprintf(made.text, sizeof(made.text), "%s:", algorithm->name);
	for (i = 0; i < algorithm->digits / 2; i++)
		snprintf(made.text + at + 2 * i, 3, "%02x", raw[i]);
	*ret_digest = made;
	return 0;
}

void
digester_free(struct digester *digester)
{
	free(digester);
}

void
scope_digester(struct digester **digester)
{
	digester_free(*digester);
}
