#ifndef ELF_ELF_ARM_H
#define ELF_ELF_ARM_H

#include "elf/elf_file.h"
#include "spec/platform.h"

/*
 * Finds the platform of an executable. The ELF header of 32-bit ARM does not
 * say which version of the architecture the code needs. That is in
 * .ARM.attributes. A Go program has no such section; there it is GOARM in the
 * build settings. A program with neither counts as v7. Clause: Addenda to the
 * ABI for the Arm Architecture, "Build attributes", Tag_CPU_arch.
 */

/* NULL: mote knows no such platform. The platforms arm/v6 and arm/v5 can be
 * packed, but mote does not compile for them. */
const struct platform *elf_platform(const struct elf_file *elf);

#endif
