#ifndef COMMAND_REGISTRY_FLAGS_H
#define COMMAND_REGISTRY_FLAGS_H

#include "spec/flags.h"
#include "spec/reference.h"
#include "spec/registry_access.h"

/*
 * The flags of every verb that may connect to a registry. The context of both
 * tables is a struct registry_access, which must live as long as the references
 * that point to it.
 *
 *	struct registry_access access = {0};
 *	const struct flag_group groups[] = {{NULL, NULL, own_flags, &own},
 *	    {REGISTRY_GROUP, registry_flags, &access}, {0}};
 *	...
 *	registry_access_set(&reference, &access);
 */
extern const struct flag
    registry_flags[]; /* --jobs --retry --retry-delay --timeout --ca --insecure --realm */
extern const struct flag registry_push_flags[]; /* --allow-secrets: for verbs that push layers */

/* Name and title of the group in the help. */
#define REGISTRY_GROUP "registry", "registries"

/* Sets `access` of a reference to a registry or an engine; other references are
 * not changed. */
void registry_access_set(struct reference *reference, const struct registry_access *access);
void registry_access_set_all(
    struct reference *references, size_t count, const struct registry_access *access);

#endif
