#ifndef COMMAND_IMAGE_COPY_H
#define COMMAND_IMAGE_COPY_H

#include "command/registry_flags.h"
#include "spec/platform_choice.h"
#include "spec/spec.h"
#include "transport/transport.h"

/*
 * The common part of `copy`, `push` and `pull`: copies an image from one
 * reference to others, byte for byte, whole or only some of its platforms. Only
 * --format changes bytes: those of manifests. The verbs differ in how they read
 * their operands.
 *
 *	struct copy_wishes wishes = {0};
 *	const struct flag_group groups[] = {COPY_FLAG_GROUPS(&wishes), {0}};
 *	image_copy(arena, &wishes, &route, err);
 */
struct copy_wishes {
	struct platform_choice *platforms; /* none: all platforms of the image */
	size_t count, capacity;
	const char *digest_file;
	bool referrers; /* also copy what refers to the image, such as signatures */
	enum media_format
	    format; /* family of manifests and indexes in the copy; FORMAT_DEFAULT: no conversion */
	struct registry_access access; /* of source and targets */
};

extern const struct flag copy_flags[]; /* --platform, --format, --referrers, --digest-file */

#define COPY_FLAG_GROUPS(wishes)                                  \
	{NULL, NULL, copy_flags, (wishes)},                       \
	{                                                         \
		REGISTRY_GROUP, registry_flags, &(wishes)->access \
	}

struct copy_route {
	struct reference from;
	struct reference *targets; /* in the order in which they are printed */
	size_t count;
};

/* Prints each target by digest. */
int image_copy(struct arena *arena, struct copy_wishes *wishes, struct copy_route *route,
    struct error *err) MUST_CHECK;

/* Its second half: the source is open, and goes to each target; then the digest
 * file, and what is printed. */
int image_copy_write(struct arena *arena, const struct copy_wishes *wishes,
    const struct copy_route *route, struct transport_source *source, struct error *err) MUST_CHECK;

#endif
