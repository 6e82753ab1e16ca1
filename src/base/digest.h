#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Content digests as image-spec writes them, computed by OpenSSL. mote writes
 * "sha256:" and 64 lower-case hex digits. It also reads and checks "sha512:"
 * and 128 digits. Another algorithm is an error that names it. Clause:
 * image-spec 1.1, descriptor.md, "Digests".
 */
struct digest {
	char text[7 + 128 + 1]; /* "sha256:<hex>", NUL-terminated; text[0] == 0: none */
};

/* The hex digits alone: the name of a file under blobs/sha256/. */
const char *digest_hex(const struct digest *digest);
/* "sha256" or "sha512": the name of the folder below blobs/. */
const char *digest_algorithm(const struct digest *digest);
bool digest_equal(const struct digest *left, const struct digest *right);
/* Accepts only the two forms that are described above. */
int digest_parse(const char *text, struct digest *ret_digest, struct error *err) MUST_CHECK;
int digest_of_bytes(
    const void *bytes, size_t size, struct digest *ret_digest, struct error *err) MUST_CHECK;
/* digest_of_bytes_as uses the algorithm of `like`, so that the two can be
 * compared; NULL: sha256. */
struct digest_bytes {
	const void *bytes;
	size_t size;
};
int digest_of_bytes_as(const struct digest *like, const struct digest_bytes *bytes,
    struct digest *ret_digest, struct error *err) MUST_CHECK;

/* A running digest: digester_new, digester_add..., digester_finish. Owned by a
 * scope:
 *
 *	SCOPED(digester) struct digester *digester = digester_new(err); */
struct digester;
struct digester *digester_new(struct error *err) MUST_CHECK;
/* Uses the algorithm of `like`; NULL: sha256. */
struct digester *digester_new_as(const struct digest *like, struct error *err) MUST_CHECK;
int digester_add(
    struct digester *digester, const void *bytes, size_t size, struct error *err) MUST_CHECK;
int digester_finish(
    struct digester *digester, struct digest *ret_digest, struct error *err) MUST_CHECK;
void digester_free(struct digester *digester);
void scope_digester(struct digester **digester);

#endif
