#ifndef SPEC_SPEC_TRUST_H
#define SPEC_SPEC_TRUST_H

#include "spec/spec_key.h"

/*
 * --untrusted refuses some keys and values of mote.yaml: mote.yaml(5), TRUST.
 * Each key is checked here before its value goes into the spec, so that the
 * error has its line. spec_trust_finish does the checks that need several keys.
 * The modules that read files of the host do the checks of these files
 * (`project` and `within` in the spec).
 */

/* Reads MOTE_UNTRUSTED and MOTE_ALLOW_ENV into the spec. Called after the flags
 * and before the file. */
void spec_trust_environment(struct arena *arena, struct spec *spec);

/* Called before mote.yaml is read: finds the project's folder. Refuses a
 * mote.yaml that is a link out of its folder. */
int spec_trust_begin(
    struct arena *arena, struct spec *spec, const char *file, struct error *err) MUST_CHECK;

/* Checks a value of the file before it goes into the spec. */
int spec_trust_check(struct arena *arena, const struct spec *spec, const struct spec_key *key,
    const char *text, struct error *err) MUST_CHECK;

/* Requires the isolation "strict", and turns off caches that a build could
 * write to. */
int spec_trust_finish(struct spec *spec, struct error *err) MUST_CHECK;

/* Called when all outputs are known. An output in the project or in the current
 * folder, from the file or from a flag, may not be outside of that folder
 * through a link, because the project may have made the link. */
int spec_trust_check_outputs(
    struct arena *arena, const struct spec *spec, struct error *err) MUST_CHECK;

#endif
