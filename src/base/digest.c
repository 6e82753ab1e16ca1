/* OpenSSL calls these names old; what it offers instead reads its configuration and looks a provider up first, which
 * takes longer than to hash a megabyte. The code behind both is the same, with the processor's own instructions. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "base/digest.h"

#include "base/scope.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "sha256:";

struct digester {
	SHA256_CTX context;
};

const char *
digest_hex(const struct digest *digest)
{
	return digest->text + sizeof(prefix) - 1;
}

bool
digest_equal(const struct digest *left, const struct digest *right)
{
	return strcmp(left->text, right->text) == 0;
}

int
digest_parse(const char *text, struct digest *ret_digest, struct error *err)
{
	const char *hex = text + sizeof(prefix) - 1;

	if (strncmp(text, prefix, sizeof(prefix) - 1) != 0)
		return error_set(err, ERROR_FAILED,
		    "digest \"%.100s\" is not sha256, the only algorithm that mote reads", text);
	if (strlen(hex) != 64 || strspn(hex, "0123456789abcdef") != 64)
		return error_set(err, ERROR_FAILED,
		    "digest \"%.100s\" is not \"sha256:\" and 64 lower-case hex digits", text);
	snprintf(ret_digest->text, sizeof(ret_digest->text), "%s", text);
	return 0;
}

int
digest_of_bytes(const void *bytes, size_t size, struct digest *ret_digest, struct error *err)
{
	SCOPED(digester) struct digester *digester = digester_new(err);

	if (digester == NULL || digester_add(digester, bytes, size, err) != 0)
		return -1;
	return digester_finish(digester, ret_digest, err);
}

struct digester *
digester_new(struct error *err)
{
	struct digester *digester = calloc(1, sizeof(*digester));

	if (digester == NULL || SHA256_Init(&digester->context) != 1) {
		digester_free(digester);
		error_set(err, ERROR_FAILED, "cannot start a sha256 digest");
		return NULL;
	}
	return digester;
}

int
digester_add(struct digester *digester, const void *bytes, size_t size, struct error *err)
{
	if (SHA256_Update(&digester->context, bytes, size) != 1)
		return error_set(err, ERROR_FAILED, "cannot compute a sha256 digest");
	return 0;
}

int
digester_finish(struct digester *digester, struct digest *ret_digest, struct error *err)
{
	unsigned char raw[SHA256_DIGEST_LENGTH];
	size_t i;

	if (SHA256_Final(raw, &digester->context) != 1)
		return error_set(err, ERROR_FAILED, "cannot compute a sha256 digest");
	memcpy(ret_digest->text, prefix, sizeof(prefix));
	for (i = 0; i < sizeof(raw); i++)
		snprintf(ret_digest->text + sizeof(prefix) - 1 + 2 * i, 3, "%02x", raw[i]);
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
