#ifndef IMAGE_ANNOTATION_H
#define IMAGE_ANNOTATION_H

#include "spec/spec.h"

/*
 * The annotations and labels of the image, sorted. To those that the user sets,
 * mote adds org.opencontainers.image.title, org.opencontainers.image.created
 * (unless the time is 1970), and keys of org.opencontainers.image.* that the
 * user set only among the labels or only among the annotations. A value of the
 * user is never replaced. Clause: image-spec 1.1, annotations.md.
 */
void annotation_labels(struct arena *arena, const struct spec *spec, struct pairs *ret_pairs);
void annotation_annotations(struct arena *arena, const struct spec *spec, struct pairs *ret_pairs);

/* RFC 3339 in UTC: "1970-01-01T00:00:00Z". */
char *annotation_time(struct arena *arena, int64_t seconds);

#endif
