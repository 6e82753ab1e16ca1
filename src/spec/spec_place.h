#ifndef SPEC_SPEC_PLACE_H
#define SPEC_SPEC_PLACE_H

#include "spec/spec_key.h"

/*
 * The places (file:line) of values in mote.yaml, for errors that are found
 * after the whole file was read: two values that exclude each other, or a
 * variable without a value. A value from a flag or the environment has no
 * place.
 */

/* Remembers the line of a value. `text` is the value in the spec, or NULL for
 * the whole key. */
void spec_place_add(struct spec *spec, struct arena *arena, const struct spec_key *key,
    const struct spec_place *place);

/*
 * Puts the place of a value before the error, "mote.yaml:7: ...". `member` is
 * the offset of the member in struct spec; `text` is one text of a list or map,
 * or NULL for its first one. Without a place, the error stays as it is. Always
 * returns -1.
 *
 *	return spec_place_wrap(spec, offsetof(struct spec, build.run), NULL, err);
 */
int spec_place_wrap(const struct spec *spec, size_t member, const char *text, struct error *err);

#endif
