#include "elf/elf_size.h"

#include "elf/elf_table.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

static void
add_section(const struct elf_section *section, struct elf_sizes *sizes)
{
	if ((section->flags & SHF_ALLOC) == 0) {
		if (text_starts_with(section->name, ".debug_") ||
		    text_starts_with(section->name, ".zdebug_"))
			sizes->debug += section->size;
	} else if (section->type == SHT_NOBITS) {
		sizes->bss += section->size;
	} else if ((section->flags & SHF_EXECINSTR) != 0) {
		sizes->text += section->size;
	} else if ((section->flags & SHF_WRITE) != 0) {
		sizes->data += section->size;
	} else {
		sizes->rodata += section->size;
	}
}

static void
add_segment(const struct elf_segment *segment, struct elf_sizes *sizes)
{
	if (segment->type != PT_LOAD)
		return;
	sizes->bss += segment->memory_size - segment->file_size;
	if ((segment->flags & PF_X) != 0)
		sizes->text += segment->file_size;
	else if ((segment->flags & PF_W) != 0)
		sizes->data += segment->file_size;
	else
		sizes->rodata += segment->file_size;
}

struct elf_sizes
elf_size_sections(const struct elf_file *elf)
{
	struct elf_sizes sizes = {0};
	uint64_t known;
	size_t i;

	for (i = 0; i < elf->section_count; i++)
		if (elf->sections[i].type != SHT_NULL)
			add_section(&elf->sections[i], &sizes);
	for (i = 0; elf->section_count == 0 && i < elf->segment_count; i++)
		add_segment(&elf->segments[i], &sizes);
	known = sizes.text + sizes.rodata + sizes.data + sizes.debug;
	/* segments of a file that is refused may overlap */
	sizes.other = known < elf->size ? elf->size - known : 0;
	return sizes;
}

static int
by_place_and_name(const void *left, const void *right)
{
	const struct elf_symbol *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int
by_size_and_name(const void *left, const void *right)
{
	const struct elf_symbol *a = left, *b = right;
	int order;

	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	order = strcmp(a->name, b->name);
	if (order != 0)
		return order;
	return a->address == b->address ? 0 : a->address < b->address ? -1 : 1;
}

/* The symbols that stand for bytes of this file, each place once. */
static size_t
collect(const struct elf_symbols *symbols, struct elf_symbol *found)
{
	size_t count = 0, kept = 0, i;

	for (i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol = elf_table_symbol(symbols, i);

		if (symbol.size > 0 && symbol.section != SHN_UNDEF && symbol.name[0] != '\0' &&
		    (symbol.type == STT_FUNC || symbol.type == STT_OBJECT ||
			symbol.type == STT_GNU_IFUNC))
			found[count++] = symbol;
	}
	qsort(found, count, sizeof(*found), by_place_and_name);
	for (i = 0; i < count; i++)
		if (kept == 0 || found[kept - 1].address != found[i].address ||
		    found[kept - 1].size != found[i].size)
			found[kept++] = found[i];
	qsort(found, kept, sizeof(*found), by_size_and_name);
	return kept;
}

size_t
elf_size_symbols(const struct elf_file *elf, struct arena *arena, size_t limit,
    struct elf_sized_symbol **ret_symbols)
{
	struct elf_symbols symbols = elf_table_symbols(elf);
	struct elf_symbol *found = arena_array(arena, symbols.count, sizeof(*found));
	size_t count = collect(&symbols, found), i;
	struct elf_sized_symbol *largest;

	if (count > limit)
		count = limit;
	largest = arena_array(arena, count, sizeof(*largest));
	for (i = 0; i < count; i++)
		largest[i] = (struct elf_sized_symbol){elf_table_printable(arena, found[i].name),
		    found[i].address, found[i].size, found[i].type != STT_OBJECT};
	*ret_symbols = largest;
	return count;
}
