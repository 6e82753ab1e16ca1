#ifndef ELF_ELF_ALLOCATOR_H
#define ELF_ELF_ALLOCATOR_H

#include "elf/elf_hardening.h"

/*
 * Which malloc an executable has, told by what stands in its constants:
 * messages that an allocator prints, names of variables that it reads, tables
 * that it counts with. Those outlive stripping. A mark says that the
 * allocator's code is there, and of a static executable a linker takes only
 * what is asked for; one that is built to bring bytes of another program, an
 * installer say, has that program's marks too.
 */
enum allocator_kind {
	ALLOCATOR_MIMALLOC,
	ALLOCATOR_JEMALLOC,
	ALLOCATOR_TCMALLOC, /* gperftools' or Google's */
	ALLOCATOR_GLIBC,
	ALLOCATOR_MUSL, /* mallocng, since 1.2.1 */
	ALLOCATOR_MUSL_OLD, /* before, and where it was chosen */
	ALLOCATOR_MUSL_SIMPLE, /* of programs that never free; only symbols tell */
	ALLOCATOR_GO,
	ALLOCATOR_KINDS
};

struct elf_allocators {
	bool found[ALLOCATOR_KINDS];
	const char *versions[ALLOCATOR_KINDS]; /* "5.3.0", in the arena; NULL: it does not say */
	size_t count; /* of those found */
	/* with count 0, whether there is a malloc all the same; UNKNOWN:
	 * without symbols that cannot be told */
	enum elf_answer other;
	bool shared; /* it is dynamic: a library that is loaded may bring one, whatever was found */
};

/* `symbols` is the file whose .symtab counts, the executable itself or its
 * debug information. */
struct elf_allocators elf_allocators_of(
    const struct elf_file *elf, const struct elf_file *symbols, struct arena *arena);

/* "musl (mallocng)" */
const char *elf_allocator_name(enum allocator_kind kind);

/* For people: "mimalloc 2.0.9", "jemalloc 5.3.0 and glibc", "none", "unknown
 * (stripped)". */
const char *elf_allocators_text(const struct elf_allocators *allocators, struct arena *arena);

#endif
