#ifndef REGISTRY_SECRET_H
#define REGISTRY_SECRET_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>

/*
 * Memory that forgets. What held a secret is overwritten before it is given
 * back:
 *
 *	strings				secret_copy ... secret_clear
 *	an arena of its own		SCOPED(secrets) struct arena secrets = {0}
 *	jansson's			always, by functions of ours that it allocates with
 *	the stack below a call		secret_clear_stack, which scope_secrets does too
 */

/* Wipes and releases the arena, and the stack that its users left behind. */
void scope_secrets(struct arena *secrets);

/* Overwrites a string, frees it, and sets it to NULL. It may be NULL. */
void secret_clear(char **text);

/* Overwrites what calls that have ended left on the stack. */
void secret_clear_stack(void);

/* A malloc'ed copy with a NUL behind it; as an arena's, it never fails. */
char *secret_copy(const char *bytes, size_t size) RETURNS_NONNULL;

/* `scheme`, then the base64 of "user:password" (RFC 4648, section 4; RFC 7617),
 * malloc'ed. */
char *secret_to_base64(const char *scheme, const char *user, const char *password) RETURNS_NONNULL;

/* The malloc'ed bytes of padded base64, and a NUL that is not counted; NULL: it
 * is none. */
char *secret_from_base64(const char *text, size_t *ret_size) MUST_CHECK;

#endif
