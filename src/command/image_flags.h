#ifndef COMMAND_IMAGE_FLAGS_H
#define COMMAND_IMAGE_FLAGS_H

#include "image/image.h"
#include "spec/flags.h"
#include "transport/transport.h"

/* --platform, for verbs that look at one image of an index. The context is the pointer itself. */
extern const struct flag image_platform_flags[];

/*
 * Opens the image that the operand names and reads its manifests:
 *
 *	SCOPED(transport_source) struct transport_source source = {0};
 *	if (image_open(arena, operand, &source, &image, err) != 0) ...
 */
int image_open(struct arena *arena, const char *operand, struct transport_source *ret_source,
    struct image *ret_image, struct error *err) MUST_CHECK;

#endif
