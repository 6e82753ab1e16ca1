#ifndef ELF_ELF_STACK_H
#define ELF_ELF_STACK_H

#include "elf/elf_allocator.h"

/*
 * The stack size of a thread whose creator sets none. musl reads it from the
 * executable: p_memsz of PT_GNU_STACK, at least 128 KiB and at most 8 MiB. The
 * main thread is different: the kernel grows its stack up to the limit of the
 * process.
 */
enum elf_stack_kind {
	STACK_OF_FILE, /* musl */
	STACK_OF_LIMIT, /* glibc: RLIMIT_STACK */
	STACK_OF_GO, /* grows as it is used */
};

struct elf_stack {
	enum elf_stack_kind kind;
	uint64_t size; /* STACK_OF_FILE: bytes */
};

struct elf_stack elf_stack_of(const struct elf_file *elf, const struct elf_allocators *allocators);

/* A text for the user: "8 MiB", "as the limit of stacks says (glibc)", "as
 * large as is used (Go)". */
const char *elf_stack_text(const struct elf_stack *stack, struct arena *arena);

#endif
