#ifndef SPEC_SPEC_TRUST_H
#define SPEC_SPEC_TRUST_H

#include "spec/spec.h"

/*
 * What --untrusted takes from mote.yaml, and what it refuses: mote.yaml(5), TRUST. The keys ask here before a value goes
 * into the spec, so that the error has its line; what depends on several keys is refused when the spec is finished, and
 * what depends on the files of the host by the rooms that read them (`project` and `within` in the spec).
 */

/* Takes MOTE_UNTRUSTED and MOTE_ALLOW_ENV into the spec; after the flags and before the file. */
void spec_trust_environment(struct arena *arena, struct spec *spec);

/* Before mote.yaml is read: which folder is the project's. Refuses a mote.yaml that is a link out of it. */
int spec_trust_begin(
    struct arena *arena, struct spec *spec, const char *file, struct error *err) MUST_CHECK;

/* A value of the file on its way to a setter of spec_set.h. */
struct trust_value {
	int (*set)(void *spec, struct arena *arena, const char *text, struct error *err);
	const char *text;
};
int spec_trust_check(struct arena *arena, const struct spec *spec, const struct trust_value *value,
    struct error *err) MUST_CHECK;

/* Below "strict" nothing goes; and no cache that a build writes. */
int spec_trust_finish(struct spec *spec, struct error *err) MUST_CHECK;

/* Once all outputs are known: one in the project or in the current folder, whoever named it, may not lead out by a link that
 * the project has there. */
int spec_trust_check_outputs(
    struct arena *arena, const struct spec *spec, struct error *err) MUST_CHECK;

#endif
