#ifndef TOOLCHAIN_PROVIDE_H
#define TOOLCHAIN_PROVIDE_H

#include "spec/spec.h"

/* Makes the toolchains and the ports that the build of this spec needs and that
 * are missing. */
int provide_for_build(struct arena *arena, const struct spec *spec, struct error *err) MUST_CHECK;

#endif
