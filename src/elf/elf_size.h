#ifndef ELF_ELF_SIZE_H
#define ELF_ELF_SIZE_H

#include "elf/elf_file.h"

/*
 * Where an executable's bytes go: by kind of section, and its largest functions
 * and variables.
 */

/* The sum of all fields but bss is the file's size. Without section headers,
 * the segments are measured. */
struct elf_sizes {
	uint64_t text; /* code */
	uint64_t rodata; /* constants, unwind tables */
	uint64_t data; /* variables with a value */
	uint64_t bss; /* variables that start as 0: in memory, not in the file */
	uint64_t debug; /* DWARF */
	uint64_t other; /* headers, symbols, names, padding */
};
struct elf_sizes elf_size_sections(const struct elf_file *elf);

struct elf_sized_symbol {
	const char *name; /* printable */
	uint64_t address, size;
	bool code; /* a function; else a variable */
};

/*
 * Finds the `limit` largest symbols: the largest first, and symbols of equal
 * size by name. When the same bytes have several names, the result has the
 * first in byte order. Returns the number of symbols, 0 for a stripped file.
 * `*ret_symbols` is in the arena.
 */
size_t elf_size_symbols(const struct elf_file *elf, struct arena *arena, size_t limit,
    struct elf_sized_symbol **ret_symbols);

#endif
