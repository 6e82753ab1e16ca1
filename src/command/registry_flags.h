#ifndef COMMAND_REGISTRY_FLAGS_H
#define COMMAND_REGISTRY_FLAGS_H

#include "spec/flags.h"
#include "spec/reference.h"
#include "spec/registry_access.h"

/*
 * How registries are spoken to: the flags of every verb that may speak to one.
 * The context of both tables is a struct registry_access, which lives as long
 * as the references that carry it.
 *
 *	struct registry_access access = {0};
 *	const struct flag_group groups[] = {{NULL, NULL, own_flags, &own},
 *	    {REGISTRY_GROUP, registry_flags, &access}, {0}};
 *	...
 *	registry_access_set(&reference, &access);
 */
extern const struct flag
    registry_flags[]; /* --jobs --retry --retry-delay --timeout --ca --insecure --realm */
extern const struct flag registry_push_flags[]; /* --allow-secrets: of verbs that push layers */

/* Name and title of the group in the help. */
#define REGISTRY_GROUP "registry", "registries"

/* A reference to a registry or an engine carries it from now on; any other is
 * left as it is. */
void registry_access_set(struct reference *reference, const struct registry_access *access);
void registry_access_set_all(
    struct reference *references, size_t count, const struct registry_access *access);

#endif
