#ifndef TRANSPORT_IMAGE_LABELS_H
#define TRANSPORT_IMAGE_LABELS_H

#include "transport/transport.h"

/*
 * The names of an image in a layout or an archive, as docker load, podman load
 * and ctr import use them. Whole names are kept: a cut "ghcr.io/acme/nginx:v9"
 * would be "nginx:v9", which means docker.io/library/nginx.
 */

/* The names that the image gets at the target: the name in the target, else the
 * names that the image has, else the image's name with each of its tags. */
void image_labels_for(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct image_labels *ret_labels);

/* Makes labels from whole names, such as the repositories to which the image is
 * pushed. Returns the first name without its tag; NULL: there are no names. */
const char *image_labels_from(
    struct arena *arena, const struct text_list *names, struct image_labels *ret_labels);

/* Adds a name, unless the labels have it already. */
void image_labels_add(
    struct image_labels *labels, struct arena *arena, const char *whole, const char *tag);

#endif
