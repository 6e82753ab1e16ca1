#ifndef COMMAND_IMAGE_COPY_H
#define COMMAND_IMAGE_COPY_H

#include "command/registry_flags.h"
#include "spec/platform_choice.h"
#include "spec/spec.h"
#include "transport/transport.h"

/*
 * The common part of `copy`, `push` and `pull`: copies an image, or some of its
 * platforms, from one reference to others, byte for byte. Only --format changes
 * bytes, and only of manifests and indexes. The verbs differ in how they read
 * their operands.
 *
 *	struct copy_options options = {0};
 *	const struct flag_group groups[] = {COPY_FLAG_GROUPS(&options), {0}};
 *	image_copy(arena, &options, &route, err);
 */
struct copy_options {
	struct platform_choice *platforms; /* count 0: all platforms of the image */
	size_t count, capacity;
	const char *digest_file;
	bool referrers; /* also copy manifests that refer to the image, such as signatures */
	enum media_format
	    format; /* family of manifests and indexes in the copy; FORMAT_DEFAULT: no conversion */
	struct registry_access access; /* of source and targets */
};

extern const struct flag copy_flags[]; /* --platform, --format, --referrers, --digest-file */

#define COPY_FLAG_GROUPS(options)                                  \
	{NULL, NULL, copy_flags, (options)},                       \
	{                                                          \
		REGISTRY_GROUP, registry_flags, &(options)->access \
	}

struct copy_route {
	struct reference from;
	struct reference *targets; /* in the order of printing */
	size_t count;
};

/* Copies the image and prints each target with its digest. */
int image_copy(struct arena *arena, struct copy_options *options, struct copy_route *route,
    struct error *err) MUST_CHECK;

/* The second half of image_copy, for a source that is open: writes it to each
 * target, writes the digest file, and prints. */
int image_copy_write(struct arena *arena, const struct copy_options *options,
    const struct copy_route *route, struct transport_source *source, struct error *err) MUST_CHECK;

#endif
