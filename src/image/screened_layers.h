#ifndef IMAGE_SCREENED_LAYERS_H
#define IMAGE_SCREENED_LAYERS_H

#include "base/digest.h"
#include "base/text.h"

/*
 * Layers in which image_secrets.h found no secret, so that the next push need
 * not check them again. They are in a file of the cache, screened/RULES: one
 * digest a line, at most 4096, the newest last. Without the file all layers are
 * checked again.
 */

/* Must change when the rules of image_secrets.h change: layers that passed
 * older rules are then checked again. */
#define SCREENED_RULES "1"

/* Empty when nothing is known. */
void screened_layers_read(struct arena *arena, struct text_list *ret_digests);

/* Adds the digests that are not in the file yet. A failure is ignored: the
 * layers are then checked again. */
void screened_layers_note(const struct digest *digests, size_t count);

#endif
