#ifndef TOOLCHAIN_PROVIDE_H
#define TOOLCHAIN_PROVIDE_H

#include "spec/spec.h"

/* Makes the missing toolchains and ports that the build of this spec needs. */
int provide_for_build(struct arena *arena, const struct spec *spec, struct error *err) MUST_CHECK;

#endif
