#ifndef TRANSPORT_SINGLE_IMAGE_H
#define TRANSPORT_SINGLE_IMAGE_H

#include "image/image.h"
#include "transport/transport.h"

/* For transports that can have the image of only one platform. An image for
 * several platforms is an error: the choice would depend on this machine.
 * `transport` is for the error. */
int single_image_read(struct arena *arena, const char *transport,
    const struct transport_image *image, struct image_manifest *ret_manifest,
    struct error *err) MUST_CHECK;

#endif
