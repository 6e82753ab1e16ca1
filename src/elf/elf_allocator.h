#ifndef ELF_ELF_ALLOCATOR_H
#define ELF_ELF_ALLOCATOR_H

#include "elf/elf_hardening.h"

/*
 * Finds out which malloc an executable contains. It searches the executable's
 * constants for marks of an allocator: messages that it prints, names of
 * variables that it reads, tables that it uses. Stripping leaves them. A mark
 * means that the allocator's code is linked in, because a linker adds only code
 * that is used. An executable that contains the bytes of another program (an
 * installer, for example) has that program's marks too.
 */
enum allocator_kind {
	ALLOCATOR_MIMALLOC,
	ALLOCATOR_JEMALLOC,
	ALLOCATOR_TCMALLOC, /* of gperftools or of Google */
	ALLOCATOR_GLIBC,
	ALLOCATOR_MUSL, /* mallocng, since 1.2.1 */
	ALLOCATOR_MUSL_OLD, /* before 1.2.1, or where it was chosen */
	ALLOCATOR_MUSL_SIMPLE, /* in programs that never free; only symbols show it */
	ALLOCATOR_GO,
	ALLOCATOR_KINDS
};

struct elf_allocators {
	bool found[ALLOCATOR_KINDS];
	const char *versions[ALLOCATOR_KINDS]; /* "5.3.0", in the arena; NULL: unknown */
	size_t count; /* number of allocators found */
	/* when count is 0: whether there is another malloc; UNKNOWN for an
	 * executable without symbols */
	enum elf_answer other;
	bool shared; /* the executable is dynamic: a library may bring another allocator */
};

/* `symbols` is the file whose .symtab is read: the executable itself or its
 * debug information. */
struct elf_allocators elf_allocators_of(
    const struct elf_file *elf, const struct elf_file *symbols, struct arena *arena);

/* "musl (mallocng)" */
const char *elf_allocator_name(enum allocator_kind kind);

/* For people: "mimalloc 2.0.9", "jemalloc 5.3.0 and glibc", "none", "unknown
 * (stripped)". */
const char *elf_allocators_text(const struct elf_allocators *allocators, struct arena *arena);

#endif
