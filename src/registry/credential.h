#ifndef REGISTRY_CREDENTIAL_H
#define REGISTRY_CREDENTIAL_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * Finds the credentials that the user already has. Places are searched in this
 * order:
 *
 *	1. $MOTE_REGISTRY_USER and $MOTE_REGISTRY_PASSWORD, for $MOTE_REGISTRY_HOST only.
 *	   Without the third variable they are an error: no other host may get them
 *	2. $DOCKER_AUTH_CONFIG, which has the text of a config.json: GitLab's runners set it,
 *	   and docker looks there first
 *	3. $REGISTRY_AUTH_FILE
 *	4. $XDG_RUNTIME_DIR/containers/auth.json
 *	5. $XDG_CONFIG_HOME/containers/auth.json (~/.config)
 *	6. $DOCKER_CONFIG/config.json (~/.docker)
 *
 * In a file the longest key wins: "host/team/name", then "host/team", then
 * "host". Docker Hub's key is "https://index.docker.io/v1/". A credHelpers
 * entry of the host wins over credsStore, and credsStore over auths; an empty
 * credHelpers entry means that this host has no helper. A place that cannot be
 * read, or a helper that fails or is missing, is a note, and the search goes
 * on: a public image needs no credential. Files have a limit of 1 MiB.
 *
 * Secrets are not in an arena: scope_credential overwrites their memory.
 */
struct credential {
	char *user, *password; /* NULL: none */
	char *identity_token; /* for OAuth2, instead of a password */
	char *registry_token; /* a bearer token, sent unchanged */
	/* where it comes from, for messages: "/home/u/.docker/config.json"; no
	 * secret */
	char *source;
	char *
	    trouble; /* why a place could not be read, if nothing is found; NULL: no place failed */
};

/* Overwrites and frees all members. */
void credential_clear(struct credential *credential);
void scope_credential(struct credential *credential);

/* Finds a credential. `host` as in references ("localhost:5000", "docker.io"),
 * `repository` without it, NULL for any. When there is none, all members are
 * NULL. Errors: the variables of place 1 are incomplete, or mote was asked to
 * stop. Only one thread may call it at a time, because it waits for helpers. */
int credential_find(struct arena *arena, const char *host, const char *repository,
    struct credential *ret_credential, struct error *err) MUST_CHECK;

/* "Basic ..." of user and password, malloc'ed: cleared by secret_clear. NULL
 * with `err`. */
char *credential_basic(const struct credential *credential, struct error *err) MUST_CHECK;

struct credential_stored {
	const char *where; /* the file or the helper that it was stored in */
	bool was_there; /* the file had the same entry already, and was not written */
};

/* Stores the credential for the host: with the configured helper, else in the
 * file, with mode 0600 and all other members unchanged. The file is number 3
 * above when that variable is set, else number 6. */
int credential_store(struct arena *arena, const char *host, const struct credential *credential,
    struct credential_stored *ret_kept, struct error *err) MUST_CHECK;
/* Removes the host's credential from every place that credential_find searches,
 * except variables. `*ret_where` names the places. ERROR_NOT_FOUND: no place
 * had one. Keys of single repositories stay. */
int credential_erase(
    struct arena *arena, const char *host, const char **ret_where, struct error *err) MUST_CHECK;

#endif
