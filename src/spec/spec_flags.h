#ifndef SPEC_SPEC_FLAGS_H
#define SPEC_SPEC_FLAGS_H

#include "spec/flags.h"
#include "spec/spec.h"
#include "spec/spec_key.h"

/*
 * The flags with the same meaning as keys of mote.yaml, made from the rows of
 * spec_key.h. Flags are read before the file, and the file fills only absent
 * values: so a flag wins.
 *
 *	const struct flag_group groups[] = {spec_flags(arena, GROUP_BUILD, &spec),
 *	    spec_flags(arena, GROUP_IMAGE, &spec), {0}};
 */
struct flag_group spec_flags(struct arena *arena, enum key_group group, struct spec *spec);

/* MOTE_PLATFORMS, MOTE_OUTPUT, MOTE_ISOLATION, MOTE_COMPRESSION: fills only
 * absent values. */
int spec_environment(struct arena *arena, struct spec *spec, struct error *err) MUST_CHECK;

#endif
