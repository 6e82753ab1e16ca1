#include "elf/elf_hardening.h"

#include "elf/elf_table.h"

#include <elf.h>
#include <string.h>

/* A build-id is a hash; what is longer is none. */
enum { BUILD_ID_LIMIT = 64 };

static enum elf_linking
linking_of(const struct elf_file *elf)
{
	uint64_t value;

	if (elf->type != ET_EXEC && elf->type != ET_DYN)
		return LINKING_NONE;
	if (elf_table_segment(elf, PT_INTERP) != NULL || elf_table_dynamic(elf, DT_NEEDED, &value))
		return LINKING_DYNAMIC;
	return elf->type == ET_DYN ? LINKING_STATIC_PIE : LINKING_STATIC;
}

static bool
binds_now(const struct elf_file *elf)
{
	uint64_t value;

	return elf_table_dynamic(elf, DT_BIND_NOW, &value) ||
	    (elf_table_dynamic(elf, DT_FLAGS, &value) && (value & DF_BIND_NOW) != 0) ||
	    (elf_table_dynamic(elf, DT_FLAGS_1, &value) && (value & DF_1_NOW) != 0);
}

/* Whether the addresses that calls go through stay writable: in a static
 * executable those of IFUNCs, which lie behind the three words that .got.plt
 * begins with. */
static bool
has_writable_calls(const struct elf_file *elf, const struct elf_segment *relro)
{
	const struct elf_section *got = elf_table_section(elf, ".got.plt");
	uint64_t word = elf->elf_class == ELFCLASS64 ? 8 : 4, value;

	if (got == NULL)
		return elf->section_count == 0 && elf_table_dynamic(elf, DT_JMPREL, &value);
	/* linkers put those three words, and no more of it, into the part that
	 * becomes read-only */
	return got->size > 3 * word &&
	    (got->address < relro->address ||
		got->address + got->size > relro->address + relro->memory_size);
}

static enum elf_relro
relro_of(const struct elf_file *elf, enum elf_linking linking)
{
	const struct elf_segment *segment = elf_table_segment(elf, PT_GNU_RELRO);

	if (segment == NULL)
		return RELRO_NONE;
	if (binds_now(elf))
		return RELRO_FULL;
	if (linking == LINKING_DYNAMIC || has_writable_calls(elf, segment))
		return RELRO_PARTIAL;
	return RELRO_FULL;
}

static void
look_at_segments(const struct elf_file *elf, struct elf_hardening *hardening)
{
	size_t i;

	for (i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->type == PT_GNU_STACK)
			hardening->nx_stack = (segment->flags & PF_X) == 0;
		if (segment->type == PT_LOAD && (segment->flags & (PF_W | PF_X)) == (PF_W | PF_X))
			hardening->writable_code = true;
	}
}

/*
 * On x86-64 the canary is at %fs:0x28, an address nothing else uses: loading it
 * is `mov %fs:0x28,REG` or, for the comparison, `sub`, `cmp` or `xor` with it.
 */
static bool
code_loads_canary(const unsigned char *code, size_t size)
{
	const unsigned char *end = code + size, *at = code;

	while (end - at >= 9 && (at = memchr(at, 0x64, (size_t)(end - at) - 8)) != NULL) {
		bool rex = (at[1] & 0xf8) == 0x48;
		bool operation = at[2] == 0x8b || at[2] == 0x2b || at[2] == 0x3b || at[2] == 0x33;

		if (rex && operation && (at[3] & 0xc7) == 0x04 && at[4] == 0x25 &&
		    memcmp(at + 5, "\x28\0\0\0", 4) == 0)
			return true;
		at++;
	}
	return false;
}

static enum elf_answer
stack_protector_of_code(const struct elf_file *elf)
{
	size_t i;

	if (elf->machine != EM_X86_64)
		return ANSWER_UNKNOWN;
	for (i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->type == PT_LOAD && (segment->flags & PF_X) != 0 &&
		    code_loads_canary(elf->bytes + segment->offset, segment->file_size))
			return ANSWER_YES;
	}
	return ANSWER_NO;
}

/* The failure function is linked in exactly when some function is protected. A
 * Go program or one of another language has a .symtab without it and is not
 * protected that way either. */
static enum elf_answer
stack_protector_of(const struct elf_file *elf)
{
	struct elf_symbols symbols = elf_table_symbols(elf);
	size_t i;

	if (symbols.count == 0)
		return stack_protector_of_code(elf);
	for (i = 0; i < symbols.count; i++) {
		const char *name = elf_table_symbol(&symbols, i).name;

		if (text_starts_with(name, "__stack_chk_fail"))
			return ANSWER_YES;
	}
	return ANSWER_NO;
}

const char *
elf_build_id(const struct elf_file *elf, struct arena *arena)
{
	size_t size, i;
	const unsigned char *bytes = elf_table_note(elf, "GNU", NT_GNU_BUILD_ID, &size);
	struct text text;

	if (bytes == NULL || size == 0 || size > BUILD_ID_LIMIT)
		return NULL;
	text_init(&text, arena);
	for (i = 0; i < size; i++)
		text_printf(&text, "%02x", bytes[i]);
	return text_string(&text);
}

struct elf_hardening
elf_hardening_of(const struct elf_file *elf, struct arena *arena)
{
	struct elf_hardening hardening = {.linking = linking_of(elf)};

	hardening.relro = relro_of(elf, hardening.linking);
	look_at_segments(elf, &hardening);
	hardening.stack_protector = stack_protector_of(elf);
	hardening.stripped = elf_table_symbols(elf).count == 0;
	hardening.debug = elf_table_section(elf, ".debug_info") != NULL ||
	    elf_table_section(elf, ".zdebug_info") != NULL;
	hardening.build_id = elf_build_id(elf, arena);
	return hardening;
}

const char *
elf_linking_name(enum elf_linking linking)
{
	static const char *const names[] = {"static", "static-pie", "dynamic", "none"};

	return names[linking];
}

const char *
elf_relro_name(enum elf_relro relro)
{
	static const char *const names[] = {"none", "partial", "full"};

	return names[relro];
}
