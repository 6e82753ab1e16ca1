#ifndef TRANSPORT_DOCKER_MANIFEST_H
#define TRANSPORT_DOCKER_MANIFEST_H

#include "transport/transport.h"

/*
 * manifest.json, which `docker save` writes and `docker load` reads: the
 * config, the names and the layers of one image, as paths inside the tar. An
 * archive has it beside the layout, so that both kinds of tools can read the
 * same file. For an index, it names the image of the first platform, because
 * Docker's classic store has only one. `*ret_list` is a reference that the
 * caller owns; NULL: there is no image, only artifacts. Clause: moby image-spec
 * v1.2, "Combined Image JSON + Filesystem Changeset Format".
 */
int docker_manifest_make(struct arena *arena, const struct reference *target,
    const struct transport_image *image, json_t **ret_list, struct error *err) MUST_CHECK;

/* The names in manifest.json: the image's name with each tag that it has or
 * gets. */
void docker_manifest_names(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct text_list *names);

#endif
