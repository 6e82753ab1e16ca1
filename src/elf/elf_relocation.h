#ifndef ELF_ELF_RELOCATION_H
#define ELF_ELF_RELOCATION_H

#include "elf/elf_file.h"

/*
 * Relocations that must be applied before the program runs. The start code of a
 * static musl program applies only relative ones (ldso/dlstart.c, crt/rcrt1.c);
 * with any other kind the program would jump to a wrong address. The start code
 * of static glibc programs applies all kinds.
 */
struct elf_relocations {
	size_t irelative; /* call a function that picks the implementation (IFUNC) */
	bool lost; /* the address of a table lies outside of the file */
	size_t
	    symbolic; /* need a symbol's address; undefined weak ones, which stay 0, do not count */
};

struct elf_relocations elf_relocation_count(const struct elf_file *elf);

/* Whether the executable was linked with glibc's start files: they, and no
 * other C library's, bring the note NT_GNU_ABI_TAG, which stripping keeps. */
bool elf_relocation_is_glibc(const struct elf_file *elf);

#endif
