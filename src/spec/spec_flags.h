#ifndef SPEC_SPEC_FLAGS_H
#define SPEC_SPEC_FLAGS_H

#include "spec/flags.h"
#include "spec/spec.h"
#include "spec/spec_key.h"

/*
 * The flags that say the same things as mote.yaml, made from the rows of
 * spec_key.h. Flags are read before the file, and the file fills only what is
 * absent: so a flag wins.
 *
 *	const struct flag_group groups[] = {spec_flags(arena, GROUP_BUILD, &spec),
 *	    spec_flags(arena, GROUP_IMAGE, &spec), {0}};
 */
struct flag_group spec_flags(struct arena *arena, enum key_group group, struct spec *spec);

/* MOTE_PLATFORMS, MOTE_OUTPUT, MOTE_ISOLATION, MOTE_COMPRESSION: fills only
 * what is absent. */
int spec_environment(struct arena *arena, struct spec *spec, struct error *err) MUST_CHECK;

#endif
