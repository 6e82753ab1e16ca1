#include "elf/elf_table.h"

#include <elf.h>
#include <string.h>

enum { PRINTABLE_LIMIT = 120 };

uint64_t
elf_table_number(const struct elf_file *elf, uint64_t offset, unsigned width)
{
	uint64_t value = 0;
	unsigned i;

	if (offset > elf->size || width > elf->size - offset)
		return 0;
	for (i = 0; i < width; i++) {
		unsigned at = elf->data == ELFDATA2MSB ? i : width - 1 - i;

		value = value << 8 | elf->bytes[offset + at];
	}
	return value;
}

const struct elf_segment *
elf_table_segment(const struct elf_file *elf, uint32_t type)
{
	size_t i;

	for (i = 0; i < elf->segment_count; i++)
		if (elf->segments[i].type == type)
			return &elf->segments[i];
	return NULL;
}

const struct elf_section *
elf_table_section(const struct elf_file *elf, const char *name)
{
	size_t i;

	for (i = 0; i < elf->section_count; i++)
		if (strcmp(elf->sections[i].name, name) == 0)
			return &elf->sections[i];
	return NULL;
}

bool
elf_table_offset(const struct elf_file *elf, uint64_t address, uint64_t size, uint64_t *ret_offset)
{
	size_t i;

	for (i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->type != PT_LOAD || address < segment->address ||
		    address - segment->address > segment->file_size ||
		    size > segment->file_size - (address - segment->address))
			continue;
		*ret_offset = segment->offset + (address - segment->address);
		return true;
	}
	return false;
}

/* Entry `index` of the dynamic table; false behind its last one. */
static bool
dynamic_at(const struct elf_file *elf, size_t index, uint64_t *ret_tag, uint64_t *ret_value)
{
	const struct elf_segment *segment = elf_table_segment(elf, PT_DYNAMIC);
	unsigned word = elf->elf_class == ELFCLASS64 ? 8 : 4;
	uint64_t tag;

	if (segment == NULL || index >= segment->file_size / (2 * word))
		return false;
	tag = elf_table_number(elf, segment->offset + index * 2 * word, word);
	if (tag == DT_NULL)
		return false;
	*ret_tag = tag;
	*ret_value = elf_table_number(elf, segment->offset + index * 2 * word + word, word);
	return true;
}

bool
elf_table_dynamic(const struct elf_file *elf, uint64_t tag, uint64_t *ret_value)
{
	uint64_t found, value;
	size_t i;

	for (i = 0; dynamic_at(elf, i, &found, &value); i++) {
		if (found == tag) {
			*ret_value = value;
			return true;
		}
	}
	return false;
}

/* A name from the dynamic string table, which is found by its address as a
 * loader does. */
static const char *
dynamic_name(const struct elf_file *elf, struct arena *arena, uint64_t at)
{
	uint64_t table, size, offset;
	size_t length;

	if (!elf_table_dynamic(elf, DT_STRTAB, &table) ||
	    !elf_table_dynamic(elf, DT_STRSZ, &size) || at >= size ||
	    !elf_table_offset(elf, table, size, &offset))
		return "?";
	length = strnlen((const char *)elf->bytes + offset + at, size - at);
	return elf_table_printable(arena,
	    arena_copy(arena, elf->bytes + offset + at,
		length < PRINTABLE_LIMIT ? length : PRINTABLE_LIMIT));
}

void
elf_table_needed(
    const struct elf_file *elf, struct arena *arena, size_t limit, struct text_list *ret_names)
{
	struct text_list names = {0};
	uint64_t tag, value;
	size_t i;

	for (i = 0; names.count < limit && dynamic_at(elf, i, &tag, &value); i++)
		if (tag == DT_NEEDED)
			text_list_add(&names, arena, dynamic_name(elf, arena, value));
	*ret_names = names;
}

static uint64_t
round_up_4(uint64_t size)
{
	return (size + 3) & ~(uint64_t)3;
}

/* Looks through one run of notes. Names and descriptions are padded to 4 bytes;
 * GNU property notes, which pad to 8, are never asked for and have an even
 * size. */
static const unsigned char *
note_in(const struct elf_file *elf, const struct elf_segment *segment, const char *owner,
    uint32_t type, size_t *ret_size)
{
	uint64_t at = segment->offset, end = segment->offset + segment->file_size;
	size_t owner_size = strlen(owner) + 1;

	while (end - at >= 12) {
		uint64_t name_size = elf_table_number(elf, at, 4);
		uint64_t size = elf_table_number(elf, at + 4, 4);
		uint64_t description = at + 12 + round_up_4(name_size);

		if (description > end || size > end - description)
			return NULL;
		if (elf_table_number(elf, at + 8, 4) == type && name_size == owner_size &&
		    memcmp(elf->bytes + at + 12, owner, owner_size) == 0) {
			*ret_size = size;
			return elf->bytes + description;
		}
		if (round_up_4(size) > end - description)
			return NULL;
		at = description + round_up_4(size);
	}
	return NULL;
}

const unsigned char *
elf_table_note(const struct elf_file *elf, const char *owner, uint32_t type, size_t *ret_size)
{
	const unsigned char *found = NULL;
	size_t i;

	for (i = 0; found == NULL && i < elf->segment_count; i++)
		if (elf->segments[i].type == PT_NOTE)
			found = note_in(elf, &elf->segments[i], owner, type, ret_size);
	return found;
}

struct elf_symbols
elf_table_symbols(const struct elf_file *elf)
{
	struct elf_symbols symbols = {.elf = elf};
	size_t entry = elf->elf_class == ELFCLASS64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	size_t i;

	for (i = 0; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i], *names;

		if (section->type != SHT_SYMTAB || section->entry_size != entry ||
		    section->link >= elf->section_count)
			continue;
		names = &elf->sections[section->link];
		/* the table ends with a NUL, so every name inside it does */
		if (names->type != SHT_STRTAB || names->size == 0 ||
		    elf->bytes[names->offset + names->size - 1] != '\0')
			continue;
		symbols.symbols = section;
		symbols.names = names;
		symbols.count = section->size / entry;
		break;
	}
	return symbols;
}

struct elf_symbol
elf_table_symbol(const struct elf_symbols *symbols, size_t index)
{
	const struct elf_file *elf = symbols->elf;
	uint64_t at = symbols->symbols->offset + index * symbols->symbols->entry_size;
	uint64_t name = elf_table_number(elf, at, 4);
	struct elf_symbol symbol = {.name = ""};

	if (name < symbols->names->size)
		symbol.name = (const char *)elf->bytes + symbols->names->offset + name;
	if (elf->elf_class == ELFCLASS64) {
		symbol.type = (unsigned)elf_table_number(elf, at + 4, 1) & 0xf;
		symbol.section = (unsigned)elf_table_number(elf, at + 6, 2);
		symbol.address = elf_table_number(elf, at + 8, 8);
		symbol.size = elf_table_number(elf, at + 16, 8);
	} else {
		symbol.address = elf_table_number(elf, at + 4, 4);
		symbol.size = elf_table_number(elf, at + 8, 4);
		symbol.type = (unsigned)elf_table_number(elf, at + 12, 1) & 0xf;
		symbol.section = (unsigned)elf_table_number(elf, at + 14, 2);
	}
	return symbol;
}

const char *
elf_table_printable(struct arena *arena, const char *name)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	for (i = 0; i < PRINTABLE_LIMIT && name[i] != '\0'; i++) {
		unsigned char byte = (unsigned char)name[i];

		if (byte >= 0x20 && byte < 0x7f)
			text_append(&text, &name[i], 1);
		else
			text_printf(&text, "\\x%02x", byte);
	}
	if (name[i] != '\0')
		text_add(&text, "...");
	return text_string(&text);
}
