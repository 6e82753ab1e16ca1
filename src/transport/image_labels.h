#ifndef TRANSPORT_IMAGE_LABELS_H
#define TRANSPORT_IMAGE_LABELS_H

#include "transport/transport.h"

/*
 * The names by which an image in a layout or an archive is known to those who load it: docker load, podman load and ctr
 * import. Whole names stay whole: "ghcr.io/acme/nginx:v9" that became "nginx:v9" would be docker.io/library/nginx.
 */

/* Those that the image gets at the target: what the target says, else its own labels, else its name with each of its tags. */
void image_labels_for(struct arena *arena, const struct reference *target,
    const struct transport_write *image, struct image_labels *ret_labels);

/* Of whole names, as those of the repositories that the image is pushed to. The name of the first without its tag; NULL: there
 * are none. */
const char *image_labels_from(
    struct arena *arena, const struct text_list *names, struct image_labels *ret_labels);

/* Each once. */
void image_labels_add(
    struct image_labels *labels, struct arena *arena, const char *whole, const char *tag);

#endif
