#ifndef BUILDER_FOREIGN_DRIVERS_H
#define BUILDER_FOREIGN_DRIVERS_H

#include "builder/stage_context.h"
#include "toolchain/foreign_toolchain.h"

/*
 * The folder <work>/toolchain of a stage whose toolchain is the user's: bin/
 * with the same names as in mote's own, scripts that call the user's compiler
 * and its siblings, and what other build systems want to be told. A small
 * program is linked before the build, in the ways that its family may know,
 * best first (static-pie before static); the first that the ELF check takes is
 * the drivers'. So a compiler that only says that it links statically is
 * refused here.
 */
int foreign_drivers_make(struct stage_context *stage, struct error *err) MUST_CHECK;

#endif
