#ifndef BUILDER_FOREIGN_DRIVERS_H
#define BUILDER_FOREIGN_DRIVERS_H

#include "builder/stage_context.h"
#include "toolchain/foreign_toolchain.h"

/*
 * Makes the folder <work>/toolchain of a stage with a toolchain of the user.
 * Its bin/ has scripts with the same names as in mote's own toolchain; they
 * call the user's compiler and tools. The folder also has the files for other
 * build systems. Before the build, a small program is linked in each way that
 * the compiler's family may support, the best first (static-pie before static).
 * The drivers use the first way whose result passes the ELF check. So a
 * compiler that cannot link statically is refused here.
 */
int foreign_drivers_make(struct stage_context *stage, struct error *err) MUST_CHECK;

#endif
