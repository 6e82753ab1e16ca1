#ifndef COMMAND_IMAGE_FLAGS_H
#define COMMAND_IMAGE_FLAGS_H

#include "command/registry_flags.h"
#include "image/image.h"
#include "spec/flags.h"
#include "spec/platform_choice.h"
#include "transport/transport.h"

/* --platform, for verbs that read one image of an index. The context is a
 * struct platform_choice *. */
extern const struct flag image_platform_flags[];

/* An image as the command line names it, and the settings for its registry, if
 * it is in one. */
struct image_operand {
	const char *text;
	const struct registry_access *access;
};

/*
 * Opens the image that the operand names and reads its manifests:
 *
 *	SCOPED(transport_source) struct transport_source source = {0};
 *	if (image_open(arena, &operand, &source, &image, err) != 0) ...
 */
int image_open(struct arena *arena, const struct image_operand *operand,
    struct transport_source *ret_source, struct image *ret_image, struct error *err) MUST_CHECK;

#endif
