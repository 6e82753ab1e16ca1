#ifndef SPEC_SPEC_FLAGS_H
#define SPEC_SPEC_FLAGS_H

#include "spec/flags.h"
#include "spec/spec.h"

/*
 * The flags that say the same things as mote.yaml. Each table's context is the struct spec. Flags are
 * read before the file, and the file fills only what is absent: so a flag wins.
 */
extern const struct flag spec_image_flags[]; /* build and pack: name, image, files, with, output */
extern const struct flag spec_build_flags[]; /* build alone: platform, sources, cflags, isolation */

/* MOTE_PLATFORMS, MOTE_OUTPUT, MOTE_ISOLATION, MOTE_COMPRESSION: fills only what is absent. */
int spec_environment(struct arena *arena, struct spec *spec, struct error *err) MUST_CHECK;

#endif
