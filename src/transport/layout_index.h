#ifndef TRANSPORT_LAYOUT_INDEX_H
#define TRANSPORT_LAYOUT_INDEX_H

#include "transport/transport.h"

/*
 * index.json of an OCI image layout: it says which image has which tag. The
 * transports for a layout as a folder and for a layout in a tar both read and
 * write it with these functions. Clauses: image-spec 1.1, image-layout.md
 * "index.json file", annotations.md "org.opencontainers.image.ref.name".
 */

/* An empty index: a reference that the caller owns. */
json_t *layout_index_new(void);

/* Adds the image under each of its tags. A tag of another image moves to this
 * image. All other entries stay. */
void layout_index_add(struct arena *arena, json_t *index, const struct reference *target,
    const struct transport_image *image);

/* Reads the index of a layout on disk: a reference that the caller owns. */
json_t *layout_index_read(
    struct arena *arena, const struct store *layout, struct error *err) MUST_CHECK;

/* The same from its bytes; `name` is the name of the file in errors. */
json_t *layout_index_parse(
    const struct text *bytes, const char *name, struct error *err) MUST_CHECK;

/* The image that the reference names: by digest, by tag, or the only one (else
 * "latest"). ERROR_NOT_FOUND lists the tags of the layout. */
int layout_index_find(struct arena *arena, const json_t *index, const struct reference *reference,
    struct descriptor *ret_root, struct error *err) MUST_CHECK;
/* The same for a transport: finds the root, and the name and the tag in its
 * annotations. */
int layout_index_open(struct arena *arena, const json_t *index, const struct reference *reference,
    struct transport_source *ret_source, struct error *err) MUST_CHECK;

#endif
