#ifndef COMMAND_TOOLCHAIN_DOCTOR_H
#define COMMAND_TOOLCHAIN_DOCTOR_H

#include "base/arena.h"
#include "base/error.h"

/* "mote toolchain doctor": prints a line for each thing that toolchains and
 * builds need, with the command that mends what is wrong; an error when
 * something is. It asks nothing of PATH but where programs are. */
int toolchain_doctor(struct arena *arena, struct error *err) MUST_CHECK;

#endif
