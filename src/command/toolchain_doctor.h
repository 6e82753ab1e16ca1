#ifndef COMMAND_TOOLCHAIN_DOCTOR_H
#define COMMAND_TOOLCHAIN_DOCTOR_H

#include "base/arena.h"
#include "base/error.h"

/* "mote toolchain doctor": prints a line for each program or feature that
 * toolchains and builds need; if one is missing, the line has the command that
 * repairs it, and the result is an error. It uses PATH only to find out which
 * programs exist. */
int toolchain_doctor(struct arena *arena, struct error *err) MUST_CHECK;

#endif
