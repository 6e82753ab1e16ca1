#include "elf/elf_stack.h"

#include "elf/elf_relocation.h"
#include "elf/elf_table.h"

#include <elf.h>

/* musl's DEFAULT_STACK_SIZE and DEFAULT_STACK_MAX. */
enum { MUSL_LEAST = 128 << 10, MUSL_MOST = 8 << 20 };

struct elf_stack
elf_stack_of(const struct elf_file *elf, const struct elf_allocators *allocators)
{
	const struct elf_segment *segment = elf_table_segment(elf, PT_GNU_STACK);
	struct elf_stack stack = {.kind = STACK_OF_FILE, .size = MUSL_LEAST};

	if (allocators->found[ALLOCATOR_GO])
		stack.kind = STACK_OF_GO;
	else if (elf_relocation_is_glibc(elf))
		stack.kind = STACK_OF_LIMIT;
	else if (segment != NULL && segment->memory_size > stack.size)
		stack.size = segment->memory_size < MUSL_MOST ? segment->memory_size : MUSL_MOST;
	return stack;
}

const char *
elf_stack_text(const struct elf_stack *stack, struct arena *arena)
{
	unsigned long long size = stack->size;

	if (stack->kind == STACK_OF_LIMIT)
		return "as the limit of stacks says (glibc)";
	if (stack->kind == STACK_OF_GO)
		return "as large as is used (Go)";
	if (size % (1 << 20) == 0)
		return arena_printf(arena, "%llu MiB", size >> 20);
	if (size % (1 << 10) == 0)
		return arena_printf(arena, "%llu KiB", size >> 10);
	return arena_printf(arena, "%llu bytes", size);
}
