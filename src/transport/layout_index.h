#ifndef TRANSPORT_LAYOUT_INDEX_H
#define TRANSPORT_LAYOUT_INDEX_H

#include "transport/transport.h"

/*
 * index.json, the way into an OCI image layout: which image goes by which tag.
 * Both transports that hold a layout, as a folder or in a tar, write and read
 * it through here. Clauses: image-spec 1.1, image-layout.md "index.json file",
 * annotations.md "org.opencontainers.image.ref.name".
 */

/* An empty index: a reference that the caller owns. */
json_t *layout_index_new(void);

/* Puts the image in under each tag; a tag that pointed elsewhere moves. What
 * else the index holds stays. */
void layout_index_add(struct arena *arena, json_t *index, const struct reference *target,
    const struct transport_image *image);

/* The index of a layout that is on disk: a reference that the caller owns. */
json_t *layout_index_read(
    struct arena *arena, const struct store *layout, struct error *err) MUST_CHECK;

/* The same from its bytes; `name` is that of the file, for errors. */
json_t *layout_index_parse(
    const struct text *bytes, const char *name, struct error *err) MUST_CHECK;

/* The image that the reference names: by digest, by tag, or the only one (else
 * "latest"). ERROR_NOT_FOUND lists the tags that are there. */
int layout_index_find(struct arena *arena, const json_t *index, const struct reference *reference,
    struct descriptor *ret_root, struct error *err) MUST_CHECK;
/* The same for a transport: the root, and the name and the tag that its
 * annotations give it. */
int layout_index_open(struct arena *arena, const json_t *index, const struct reference *reference,
    struct transport_source *ret_source, struct error *err) MUST_CHECK;

#endif
