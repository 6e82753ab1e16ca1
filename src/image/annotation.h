#ifndef IMAGE_ANNOTATION_H
#define IMAGE_ANNOTATION_H

#include "spec/spec.h"

/*
 * Annotations and labels of org.opencontainers.image.* that can be known
 * without being told twice: title, created when it is not 1970, and what the
 * user says of the image in the other of the two places. The user's own win.
 * Sorted. Clause: image-spec 1.1, annotations.md.
 */
void annotation_labels(struct arena *arena, const struct spec *spec, struct pairs *ret_pairs);
void annotation_annotations(struct arena *arena, const struct spec *spec, struct pairs *ret_pairs);

/* RFC 3339 in UTC: "1970-01-01T00:00:00Z". */
char *annotation_time(struct arena *arena, int64_t seconds);

#endif
