#ifndef REGISTRY_SECRET_H
#define REGISTRY_SECRET_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>

/*
 * Memory for secrets. It is overwritten before it is released:
 *
 *	strings				secret_copy ... secret_clear
 *	an arena for secrets		SCOPED(secrets) struct arena secrets = {0}
 *	jansson's			always: jansson allocates with functions of mote
 *	the stack below a call		secret_clear_stack, which scope_secrets does too
 */

/* Overwrites and releases the arena, and overwrites the unused stack. */
void scope_secrets(struct arena *secrets);

/* Overwrites a string, frees it, and sets it to NULL. It may be NULL. */
void secret_clear(char **text);

/* Overwrites the bytes that ended calls left on the stack. */
void secret_clear_stack(void);

/* A malloc'ed copy with a NUL behind it. Like an arena, it never returns
 * NULL. */
char *secret_copy(const char *bytes, size_t size) RETURNS_NONNULL;

/* `scheme`, then the base64 of "user:password" (RFC 4648, section 4; RFC 7617),
 * malloc'ed. */
char *secret_to_base64(const char *scheme, const char *user, const char *password) RETURNS_NONNULL;

/* Decodes padded base64 into malloc'ed bytes and a NUL that is not counted;
 * NULL: the text is not base64. */
char *secret_from_base64(const char *text, size_t *ret_size) MUST_CHECK;

#endif
