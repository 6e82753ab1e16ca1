#include "elf/elf_allocator.h"
#include "elf/elf_debug.h"
#include "elf/elf_hardening.h"
#include "elf/elf_needs.h"
#include "elf/elf_policy.h"
#include "elf/elf_size.h"
#include "elf/elf_stack.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Debug information is not much larger than the file that it is from. */
static void
write_debug(const struct elf_file *elf)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	uint64_t id, offset, size;
	struct error err;

	if (elf_debug_build_id(elf, &offset, &size) &&
	    (offset > elf->size || size > elf->size - offset))
		__builtin_trap();
	if (elf_debug_can_strip(elf) && elf_debug_write(elf, fd, "fuzz", &id, &err) != 0)
		__builtin_trap();
	close(fd);
}

/* All that mote ever does with the bytes of an executable. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct error err = {0};
	const struct platform *platform = NULL;
	const struct elf_need *needs;
	struct elf_sized_symbol *symbols;
	struct elf_allocators allocators;
	struct elf_stack stack;
	struct elf_file elf;

	if (elf_file_parse(&arena, &(struct elf_input){"fuzz", data, size}, &elf, &err) == 0) {
		if ((elf_policy_check(&elf, "fuzz", NULL, &platform, &err) == 0) !=
		    (platform != NULL))
			__builtin_trap();
		(void)elf_hardening_of(&elf, &arena);
		allocators = elf_allocators_of(&elf, &elf, &arena);
		if (elf_allocators_text(&allocators, &arena)[0] == '\0')
			__builtin_trap();
		stack = elf_stack_of(&elf, &allocators);
		if (elf_stack_text(&stack, &arena)[0] == '\0')
			__builtin_trap();
		(void)elf_size_sections(&elf);
		(void)elf_size_symbols(&elf, &arena, 5, &symbols);
		(void)elf_needs_find(&elf, &arena, &needs);
		(void)elf_needs_dlopen(&elf);
		write_debug(&elf);
	}
	arena_release(&arena);
	return 0;
}
