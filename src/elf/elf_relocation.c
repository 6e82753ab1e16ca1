#include "elf/elf_relocation.h"

#include "elf/elf_table.h"

#include <elf.h>

/* what musl's elf.h lacks, and glibc's before 2.33 */
enum { AARCH64_IRELATIVE = 1032, S390_IRELATIVE = 61, RISCV_IRELATIVE = 58 };

/* One table of relocations in the file. */
struct table {
	uint64_t offset, size;
	unsigned entry_size;
};

static unsigned
irelative_type(unsigned machine)
{
	switch (machine) {
	case EM_X86_64:
		return R_X86_64_IRELATIVE;
	case EM_386:
		return R_386_IRELATIVE;
	case EM_AARCH64:
		return AARCH64_IRELATIVE;
	case EM_ARM:
		return R_ARM_IRELATIVE;
	case EM_PPC64:
		return R_PPC64_IRELATIVE;
	case EM_RISCV:
		return RISCV_IRELATIVE;
	case EM_S390:
		return S390_IRELATIVE;
	default:
		return 0;
	}
}

static unsigned
entry_size(const struct elf_file *elf, bool addend)
{
	if (elf->elf_class == ELFCLASS64)
		return addend ? sizeof(Elf64_Rela) : sizeof(Elf64_Rel);
	return addend ? sizeof(Elf32_Rela) : sizeof(Elf32_Rel);
}

/* A reference to a symbol that nobody defines and that may be absent is right
 * when it stays 0. */
static bool
may_stay_zero(const struct elf_file *elf, uint64_t symbol)
{
	bool is64 = elf->elf_class == ELFCLASS64;
	size_t size = is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	uint64_t table, offset;

	if (!elf_table_dynamic(elf, DT_SYMTAB, &table) ||
	    !elf_table_offset(elf, table + symbol * size, size, &offset))
		return false;
	return elf_table_number(elf, offset + (is64 ? 4 : 12), 1) >> 4 == STB_WEAK &&
	    elf_table_number(elf, offset + (is64 ? 6 : 14), 2) == SHN_UNDEF;
}

static void
count_in(const struct elf_file *elf, const struct table *table, struct elf_relocations *relocations)
{
	unsigned word = elf->elf_class == ELFCLASS64 ? 8 : 4;
	unsigned wanted = irelative_type(elf->machine);
	uint64_t i, count = table->size / table->entry_size;

	for (i = 0; i < count; i++) {
		uint64_t info =
		    elf_table_number(elf, table->offset + i * table->entry_size + word, word);
		uint64_t type = word == 8 ? info & 0xffffffff : info & 0xff;
		uint64_t symbol = word == 8 ? info >> 32 : info >> 8;

		if (wanted != 0 && type == wanted)
			relocations->irelative++;
		else if (symbol != 0 && type != 0 && elf->type == ET_DYN &&
		    !may_stay_zero(elf, symbol))
			relocations->symbolic++;
	}
}

static void
count_dynamic(const struct elf_file *elf, uint64_t tag, uint64_t size_tag, bool addend,
    struct elf_relocations *relocations)
{
	struct table table = {.entry_size = entry_size(elf, addend)};
	uint64_t address;

	if (!elf_table_dynamic(elf, tag, &address) ||
	    !elf_table_dynamic(elf, size_tag, &table.size) || table.size == 0)
		return;
	if (elf_table_offset(elf, address, table.size, &table.offset))
		count_in(elf, &table, relocations);
	else
		relocations->lost = true;
}

/* A static executable has no dynamic table; its IRELATIVE relocations lie
 * between symbols of its start code and are found by their section. */
static void
count_sections(const struct elf_file *elf, struct elf_relocations *relocations)
{
	size_t i;

	for (i = 0; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i];
		struct table table = {
		    section->offset, section->size, entry_size(elf, section->type == SHT_RELA)};

		if ((section->type == SHT_RELA || section->type == SHT_REL) &&
		    (section->flags & SHF_ALLOC) != 0)
			count_in(elf, &table, relocations);
	}
}

struct elf_relocations
elf_relocation_count(const struct elf_file *elf)
{
	struct elf_relocations relocations = {0};
	uint64_t kind = DT_REL;

	if (elf_table_segment(elf, PT_DYNAMIC) == NULL) {
		count_sections(elf, &relocations);
		return relocations;
	}
	(void)elf_table_dynamic(elf, DT_PLTREL, &kind);
	count_dynamic(elf, DT_RELA, DT_RELASZ, true, &relocations);
	count_dynamic(elf, DT_REL, DT_RELSZ, false, &relocations);
	count_dynamic(elf, DT_JMPREL, DT_PLTRELSZ, kind == DT_RELA, &relocations);
	return relocations;
}

bool
elf_relocation_is_glibc(const struct elf_file *elf)
{
	size_t size;

	return elf_table_note(elf, "GNU", NT_GNU_ABI_TAG, &size) != NULL;
}
