#ifndef REGISTRY_CREDENTIAL_HELPER_H
#define REGISTRY_CREDENTIAL_HELPER_H

#include "registry/credential.h"

#include <stdbool.h>

/*
 * Programs "docker-credential-NAME" that store credentials: in the keychain of
 * a desktop, in pass, in a cloud. The argument is "get", "store" or "erase".
 * The helper reads the server or the credential from stdin and answers on
 * stdout; the user sees its stderr. Clause: docker-credential-helpers,
 * "Development".
 */
struct credential_helper {
	const char *name; /* "pass" */
	const char *named_by; /* the file that names it */
	const char *server; /* "localhost:5000", "https://index.docker.io/v1/" */
	unsigned seconds; /* after so many seconds a call is ended; 0: 60 */
};

/* All members are NULL when the helper has no credential, or when it is not in
 * PATH; for the latter a note is printed. */
int credential_helper_get(struct arena *arena, const struct credential_helper *helper,
    struct credential *ret_credential, struct error *err) MUST_CHECK;

int credential_helper_store(struct arena *arena, const struct credential_helper *helper,
    const struct credential *credential, struct error *err) MUST_CHECK;

/* `*ret_had`: whether the helper had a credential to remove. */
int credential_helper_erase(struct arena *arena, const struct credential_helper *helper,
    bool *ret_had, struct error *err) MUST_CHECK;

#endif
