#ifndef REGISTRY_CREDENTIAL_H
#define REGISTRY_CREDENTIAL_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * The credentials that people already have, looked for in this order:
 *
 *	1. $MOTE_REGISTRY_USER and $MOTE_REGISTRY_PASSWORD, where $MOTE_REGISTRY_HOST is the host; without that variable they
 *	   are an error, as nobody should send them to a host that they are not for
 *	2. $DOCKER_AUTH_CONFIG, which holds what a config.json holds: GitLab's runners set it, and docker looks there first
 *	3. $REGISTRY_AUTH_FILE
 *	4. $XDG_RUNTIME_DIR/containers/auth.json
 *	5. $XDG_CONFIG_HOME/containers/auth.json (~/.config)
 *	6. $DOCKER_CONFIG/config.json (~/.docker)
 *
 * In a file the key "host/team/name" goes before "host/team" before "host"; Docker Hub's is "https://index.docker.io/v1/". A
 * credHelpers entry of the host goes before credsStore before auths; an empty one says that this host has no helper. A place
 * that cannot be read and a helper that fails or is not there are a note, and the search goes on: what is public needs no
 * credential. Files have a limit of 1 MiB.
 * Memory that holds a secret is not an arena's: it is cleared by scope_credential.
 */
struct credential {
	char *user, *password; /* NULL: none */
	char *identity_token; /* for OAuth2, instead of a password */
	char *registry_token; /* a bearer token as it is */
	char *source; /* where it is from, for people: "/home/u/.docker/config.json"; no secret */
	char *
	    trouble; /* why a place could not be looked into, when nothing was found; NULL: all could */
};

/* Overwrites and frees what it holds. */
void credential_clear(struct credential *credential);
void scope_credential(struct credential *credential);
/* Overwrites a string and frees it; NULL is fine. */
void credential_clear_text(char **text);

/* `host` as in references ("localhost:5000", "docker.io"), `repository` without it, NULL for any. All NULL: nobody has any. An
 * error is variables of mote's that contradict each other, or that mote was asked to stop. Not from two threads at once: helpers are waited for. */
int credential_find(struct arena *arena, const char *host, const char *repository,
    struct credential *ret_credential, struct error *err) MUST_CHECK;

/* "Basic ..." of user and password, malloc'ed: cleared by credential_clear_text. NULL with `err`. */
char *credential_basic(const struct credential *credential, struct error *err) MUST_CHECK;

struct credential_kept {
	const char *where; /* the file, or the program */
	bool was_there; /* the file said the same already, and was not written */
};

/* Stores it for the host: through the helper that is configured, else in the file, 0600, all else in it as it was. The file is
 * 3 above where that is set, else 6. */
int credential_store(struct arena *arena, const char *host, const struct credential *credential,
    struct credential_kept *ret_kept, struct error *err) MUST_CHECK;
/* Takes it away from wherever credential_find looks, but the environment; `*ret_where` names the places; ERROR_NOT_FOUND: it was nowhere. Keys of single
 * repositories stay. */
int credential_erase(
    struct arena *arena, const char *host, const char **ret_where, struct error *err) MUST_CHECK;

#endif
