#ifndef ELF_ELF_DEBUG_H
#define ELF_ELF_DEBUG_H

#include "elf/elf_file.h"

/*
 * The build-id of an executable, and its debug information as a separate file.
 * Clauses: System V ABI, chapter 4 (object files); ELF notes of type
 * NT_GNU_BUILD_ID.
 */
#define ELF_BUILD_ID_SECTION ".note.gnu.build-id"

/* The usual build-id, which linkers make: 20 bytes behind sizes, type and
 * owner. */
enum { ELF_NOTE_HEAD = 16, ELF_BUILD_ID_SIZE = 20 };

/* Whether strip can remove something: the executable has symbols. False for a
 * Go executable: Go's linker places its sections in a different way, and strip
 * would damage the file. */
bool elf_debug_can_strip(const struct elf_file *elf);

/* Where the bytes of the build-id are in the file, and how many; false: the
 * file has none. */
bool elf_debug_build_id(const struct elf_file *elf, uint64_t *ret_offset, uint64_t *ret_size);

/*
 * Writes the file that a debugger needs besides the stripped executable. It has
 * all sections, but loaded sections other than notes have no content. Sections
 * of a parsed file do not overlap, so the result is not much larger than the
 * file. `*ret_id` is the offset of the build-id in the result, or 0.
 */
int elf_debug_write(const struct elf_file *elf, int fd, const char *name, uint64_t *ret_id,
    struct error *err) MUST_CHECK;

#endif
