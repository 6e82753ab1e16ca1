#ifndef IMAGE_SCREENED_LAYERS_H
#define IMAGE_SCREENED_LAYERS_H

#include "base/digest.h"
#include "base/text.h"

/*
 * Layers that image_secrets.h has looked through and found nothing in, so that
 * the next push need not. A file of the cache, screened/RULES, with a digest a
 * line, the newest last and 4096 at most. Without it they are looked through
 * again.
 */

/* Changes with what image_secrets.h knows: what older rules passed is looked at
 * anew. */
#define SCREENED_RULES "1"

/* Empty when nothing is known. */
void screened_layers_read(struct arena *arena, struct text_list *ret_digests);

/* Writes down those that are not there yet. What cannot be written is not known
 * the next time. */
void screened_layers_note(const struct digest *digests, size_t count);

#endif
