#ifndef TOOLCHAIN_TARGET_H
#define TOOLCHAIN_TARGET_H

#include "spec/platform.h"

/*
 * The file toolchain/targets/NAME of a platform, which is compiled into mote:
 * shell variables that say how a toolchain for this processor is made. Its
 * triple and its platform's name are in spec/platform.c too;
 * tests/unit/toolchain/test_target.c compares them.
 */

/* The value of a variable: "armv7l" for "machine" of linux/arm/v7. Quotes
 * around it stay; "": the file does not set it. */
const char *target_value(
    struct arena *arena, const struct platform *platform, const char *name) RETURNS_NONNULL;

#endif
