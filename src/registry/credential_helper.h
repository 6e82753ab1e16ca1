#ifndef REGISTRY_CREDENTIAL_HELPER_H
#define REGISTRY_CREDENTIAL_HELPER_H

#include "registry/credential.h"

#include <stdbool.h>

/*
 * Programs "docker-credential-NAME" that keep credentials: the keychain of a
 * desktop, pass, a cloud. They get a word, "get", "store" or "erase", what it
 * is about on stdin, and answer on stdout; what they say on stderr the user
 * sees. Clause: docker-credential-helpers, "Development".
 */
struct credential_helper {
	const char *name; /* "pass" */
	const char *named_by; /* the file that names it */
	const char *server; /* "localhost:5000", "https://index.docker.io/v1/" */
	unsigned seconds; /* most seconds of one call, after which the helper is ended; 0: 60 */
};

/* All NULL: it has none, or is not in PATH, of which a note tells. */
int credential_helper_get(struct arena *arena, const struct credential_helper *helper,
    struct credential *ret_credential, struct error *err) MUST_CHECK;

int credential_helper_store(struct arena *arena, const struct credential_helper *helper,
    const struct credential *credential, struct error *err) MUST_CHECK;

/* `*ret_had`: whether there was something to take away. */
int credential_helper_erase(struct arena *arena, const struct credential_helper *helper,
    bool *ret_had, struct error *err) MUST_CHECK;

#endif
