#ifndef ELF_ELF_ARM_H
#define ELF_ELF_ARM_H

#include "elf/elf_file.h"
#include "spec/platform.h"

/*
 * The platform of an executable. The ELF header of 32-bit ARM does not tell which version of the architecture its code
 * wants: that stands in .ARM.attributes, or of a program of Go's, which has none, as GOARM in its build settings. What says
 * neither is taken for v7. Clause: Addenda to the ABI for the Arm Architecture, "Build attributes", Tag_CPU_arch.
 */

/* NULL: none that mote knows. arm/v6 and arm/v5 are none that it compiles for. */
const struct platform *elf_platform(const struct elf_file *elf);

#endif
