#ifndef ELF_ELF_TABLE_H
#define ELF_ELF_TABLE_H

#include "base/text.h"
#include "elf/elf_file.h"

/*
 * The tables inside a parsed ELF file: dynamic entries, notes, symbols.
 * Everything here works on a struct elf_file that elf_file_parse has filled,
 * stays inside its bytes, and treats an entry that points outside of them as
 * absent. Clause: System V ABI, chapters 4 and 5.
 */

/* `width` (1, 2, 4, 8) bytes at `offset` in the file's byte order; 0 when they
 * are not all in the file. */
uint64_t elf_table_number(const struct elf_file *elf, uint64_t offset, unsigned width);

/* The first segment of this type, or NULL. */
const struct elf_segment *elf_table_segment(const struct elf_file *elf, uint32_t type);

/* The first section of this name, or NULL. */
const struct elf_section *elf_table_section(const struct elf_file *elf, const char *name);

/* The file offset of the `size` bytes that are loaded at `address`; false when
 * no segment has them all. */
bool elf_table_offset(
    const struct elf_file *elf, uint64_t address, uint64_t size, uint64_t *ret_offset);

/* The value of the first dynamic entry of this tag; false when there is
 * none. */
bool elf_table_dynamic(const struct elf_file *elf, uint64_t tag, uint64_t *ret_value);

/* The names in DT_NEEDED, in their order; one that cannot be read is "?". At
 * most `limit`. */
void elf_table_needed(
    const struct elf_file *elf, struct arena *arena, size_t limit, struct text_list *ret_names);

/* The description of the first note of this owner ("GNU") and type, or NULL. */
const unsigned char *elf_table_note(
    const struct elf_file *elf, const char *owner, uint32_t type, size_t *ret_size);

/* .symtab with its names. count 0: the file has none; it is stripped. */
struct elf_symbols {
	const struct elf_file *elf;
	const struct elf_section *symbols, *names;
	size_t count;
};
struct elf_symbol {
	const char *name; /* in the file, NUL-terminated */
	uint64_t address, size;
	unsigned type; /* STT_* */
	unsigned section; /* SHN_UNDEF: not defined here */
};
struct elf_symbols elf_table_symbols(const struct elf_file *elf);
struct elf_symbol elf_table_symbol(const struct elf_symbols *symbols, size_t index);

/* A printable form of a name from a file: bytes other than printable ASCII
 * become \xNN, and the name is cut after 120 bytes. */
const char *elf_table_printable(struct arena *arena, const char *name) RETURNS_NONNULL;

#endif
