#ifndef ELF_ELF_RELOCATION_H
#define ELF_ELF_RELOCATION_H

#include "elf/elf_file.h"

/*
 * Relocations that somebody must carry out before the program runs. The start
 * code of a static musl program carries out relative ones and no others
 * (ldso/dlstart.c, crt/rcrt1.c): any other stays undone and the program jumps
 * to an address that is none. glibc's own static start code carries out all.
 */
struct elf_relocations {
	size_t irelative; /* call a function that picks the implementation (IFUNC) */
	bool lost; /* a table is said to lie where the file has nothing */
	size_t
	    symbolic; /* need a symbol's address; undefined weak ones, which stay 0, do not count */
};

struct elf_relocations elf_relocation_count(const struct elf_file *elf);

/* Whether the executable was linked with glibc's start files: they, and no
 * other C library's, bring the note NT_GNU_ABI_TAG, which stripping keeps. */
bool elf_relocation_is_glibc(const struct elf_file *elf);

#endif
