#include "elf/elf_file.h"

#include "elf/elf_table.h"

#include <elf.h>
#include <string.h>

/* Linux reads at most this many bytes of program headers (load_elf_phdrs). */
enum { PROGRAM_HEADERS_LIMIT = 65536 };

/* A class-3 Java file has Mach-O's fat magic too; its version number is larger
 * than any count of processors. */
enum { FAT_LIMIT = 40 };

/* Reads header fields one after another. */
struct cursor {
	const struct elf_file *elf;
	uint64_t offset;
	unsigned word; /* 4 or 8 bytes: the class' address size */
};

struct parse {
	struct arena *arena;
	const char *name;
	struct elf_file *elf;
	uint64_t header_size, segments_offset, sections_offset;
	unsigned segment_size, segment_count, section_size, section_count, names_index;
};

static uint64_t
take(struct cursor *cursor, unsigned width)
{
	uint64_t value = elf_table_number(cursor->elf, cursor->offset, width);

	cursor->offset += width;
	return value;
}

static bool
starts_with(const unsigned char *bytes, size_t size, const char *magic, size_t length)
{
	return size >= length && memcmp(bytes, magic, length) == 0;
}

static bool
is_mach_o(const unsigned char *bytes, size_t size)
{
	if (starts_with(bytes, size, "\xca\xfe\xba\xbe", 4))
		return size >= 8 && bytes[4] == 0 && bytes[5] == 0 && bytes[6] == 0 &&
		    bytes[7] < FAT_LIMIT;
	return starts_with(bytes, size, "\xfe\xed\xfa\xce", 4) ||
	    starts_with(bytes, size, "\xfe\xed\xfa\xcf", 4) ||
	    starts_with(bytes, size, "\xce\xfa\xed\xfe", 4) ||
	    starts_with(bytes, size, "\xcf\xfa\xed\xfe", 4);
}

enum file_kind
elf_file_kind(const unsigned char *bytes, size_t size)
{
	if (size == 0)
		return KIND_EMPTY;
	if (starts_with(bytes, size, ELFMAG, SELFMAG))
		return KIND_ELF;
	if (starts_with(bytes, size, "#!", 2))
		return KIND_SCRIPT;
	if (starts_with(bytes, size, "MZ", 2))
		return KIND_PE;
	if (starts_with(bytes, size, "!<arch>\n", 8) || starts_with(bytes, size, "!<thin>\n", 8))
		return KIND_ARCHIVE;
	return is_mach_o(bytes, size) ? KIND_MACH_O : KIND_OTHER;
}

/* The script's first line without "#!" and blanks before it, at most 100
 * bytes. */
static const char *
interpreter_of_script(struct arena *arena, const unsigned char *bytes, size_t size)
{
	size_t start = 2, end;

	while (start < size && (bytes[start] == ' ' || bytes[start] == '\t'))
		start++;
	for (end = start; end < size && end < start + 100; end++)
		if (bytes[end] == '\n' || bytes[end] == '\r' || bytes[end] == '\0')
			break;
	return arena_copy(arena, bytes + start, end - start);
}

static int
refuse_kind(const struct parse *parse, enum file_kind kind, struct error *err)
{
	const struct elf_file *elf = parse->elf;

	switch (kind) {
	case KIND_EMPTY:
		return error_set(
		    err, ERROR_REFUSED, "\"%s\" is empty; build it again", parse->name);
	case KIND_SCRIPT:
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is a script for \"%s\", which an empty root file system does not have; name a static executable",
		    parse->name, interpreter_of_script(parse->arena, elf->bytes, elf->size));
	case KIND_PE:
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is a Windows executable (PE), not one for Linux; build it for linux",
		    parse->name);
	case KIND_MACH_O:
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is a macOS executable (Mach-O), not one for Linux; build it for linux",
		    parse->name);
	case KIND_ARCHIVE:
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is an archive of object files (ar), not an executable; link it into one",
		    parse->name);
	case KIND_ELF:
	case KIND_OTHER:
		break;
	}
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" is not an executable: it does not begin as an ELF file does; name a static executable",
	    parse->name);
}

static int
refuse_cut(const struct parse *parse, const char *what, size_t at, uint64_t end, struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" is cut short: its %s %zu would end at byte %llu, the file has %zu; copy or build it again",
	    parse->name, what, at, (unsigned long long)end, parse->elf->size);
}

static int
refuse_short(const struct parse *parse, uint64_t end, struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" is cut short: its header would end at byte %llu, the file has %zu; copy or build it again",
	    parse->name, (unsigned long long)end, parse->elf->size);
}

static int
refuse_damaged(const struct parse *parse, const char *why, struct error *err)
{
	return error_set(
	    err, ERROR_REFUSED, "\"%s\" is damaged: %s; copy or build it again", parse->name, why);
}

static int
parse_identity(struct parse *parse, struct error *err)
{
	struct elf_file *elf = parse->elf;

	if (elf->size < EI_NIDENT)
		return refuse_short(parse, EI_NIDENT, err);
	elf->elf_class = elf->bytes[EI_CLASS];
	elf->data = elf->bytes[EI_DATA];
	elf->os_abi = elf->bytes[EI_OSABI];
	if (elf->elf_class != ELFCLASS32 && elf->elf_class != ELFCLASS64)
		return refuse_damaged(parse, "its header names neither 32 nor 64 bits", err);
	if (elf->data != ELFDATA2LSB && elf->data != ELFDATA2MSB)
		return refuse_damaged(parse, "its header names no byte order", err);
	if (elf->bytes[EI_VERSION] != EV_CURRENT)
		return refuse_damaged(parse, "its header's version is not 1", err);
	return 0;
}

static int
parse_header(struct parse *parse, struct error *err)
{
	struct elf_file *elf = parse->elf;
	struct cursor cursor = {elf, EI_NIDENT, elf->elf_class == ELFCLASS64 ? 8 : 4};
	bool is64 = cursor.word == 8;
	size_t header_size = is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);

	if (elf->size < header_size)
		return refuse_short(parse, header_size, err);
	elf->type = (unsigned)take(&cursor, 2);
	elf->machine = (unsigned)take(&cursor, 2);
	if (take(&cursor, 4) != EV_CURRENT)
		return refuse_damaged(parse, "its header's version is not 1", err);
	elf->entry = take(&cursor, cursor.word);
	parse->segments_offset = take(&cursor, cursor.word);
	parse->sections_offset = take(&cursor, cursor.word);
	elf->machine_flags = (uint32_t)take(&cursor, 4);
	parse->header_size = header_size;
	if (take(&cursor, 2) != header_size)
		return refuse_damaged(parse, "its header says a wrong size of itself", err);
	parse->segment_size = (unsigned)take(&cursor, 2);
	parse->segment_count = (unsigned)take(&cursor, 2);
	parse->section_size = (unsigned)take(&cursor, 2);
	parse->section_count = (unsigned)take(&cursor, 2);
	parse->names_index = (unsigned)take(&cursor, 2);
	return 0;
}

/* Whether [offset, offset + size) lies in the file; no sum here can
 * overflow. */
static bool
inside(const struct elf_file *elf, uint64_t offset, uint64_t size)
{
	return offset <= elf->size && size <= elf->size - offset;
}

static uint64_t
sum_or_largest(uint64_t left, uint64_t right)
{
	return left > UINT64_MAX - right ? UINT64_MAX : left + right;
}

static void
read_segment(const struct parse *parse, size_t index, struct elf_segment *ret_segment)
{
	struct cursor cursor = {parse->elf, parse->segments_offset + index * parse->segment_size,
	    parse->elf->elf_class == ELFCLASS64 ? 8 : 4};

	ret_segment->type = (uint32_t)take(&cursor, 4);
	if (cursor.word == 8)
		ret_segment->flags = (uint32_t)take(&cursor, 4);
	ret_segment->offset = take(&cursor, cursor.word);
	ret_segment->address = take(&cursor, cursor.word);
	(void)take(&cursor, cursor.word);
	ret_segment->file_size = take(&cursor, cursor.word);
	ret_segment->memory_size = take(&cursor, cursor.word);
	if (cursor.word == 4)
		ret_segment->flags = (uint32_t)take(&cursor, 4);
	ret_segment->alignment = take(&cursor, cursor.word);
}

static int
check_segment(
    const struct parse *parse, const struct elf_segment *segment, size_t index, struct error *err)
{
	uint64_t top = parse->elf->elf_class == ELFCLASS64 ? UINT64_MAX : UINT32_MAX;

	if (segment->type == PT_NULL)
		return 0;
	if (!inside(parse->elf, segment->offset, segment->file_size))
		return refuse_cut(parse, "segment", index,
		    sum_or_largest(segment->offset, segment->file_size), err);
	if (segment->memory_size > top - segment->address)
		return refuse_damaged(parse, "a segment ends behind the last address", err);
	if ((segment->alignment & (segment->alignment - 1)) != 0 && segment->alignment != 0)
		return refuse_damaged(parse, "a segment's alignment is not a power of two", err);
	if (segment->type == PT_LOAD && segment->file_size > segment->memory_size)
		return refuse_damaged(
		    parse, "a segment has more bytes in the file than in memory", err);
	return 0;
}

static int
parse_segments(struct parse *parse, struct error *err)
{
	struct elf_file *elf = parse->elf;
	size_t size = elf->elf_class == ELFCLASS64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	struct elf_segment *segments;
	size_t i;

	if (parse->segment_count == 0)
		return 0;
	if (parse->segment_size != size)
		return refuse_damaged(parse, "its program headers have a wrong size", err);
	if (parse->segment_count * size > PROGRAM_HEADERS_LIMIT)
		return refuse_damaged(
		    parse, "it has more program headers than Linux reads (64 kB)", err);
	if (parse->segments_offset < parse->header_size)
		return refuse_damaged(parse, "its program headers lie over its header", err);
	if (!inside(elf, parse->segments_offset, parse->segment_count * size))
		return refuse_cut(parse, "program header", parse->segment_count - 1,
		    sum_or_largest(parse->segments_offset, parse->segment_count * size), err);
	segments = arena_array(parse->arena, parse->segment_count, sizeof(*segments));
	for (i = 0; i < parse->segment_count; i++) {
		read_segment(parse, i, &segments[i]);
		if (check_segment(parse, &segments[i], i, err) != 0)
			return -1;
	}
	elf->segments = segments;
	elf->segment_count = parse->segment_count;
	return 0;
}

static void
read_section(
    const struct parse *parse, size_t index, struct elf_section *ret_section, uint32_t *ret_name)
{
	struct cursor cursor = {parse->elf, parse->sections_offset + index * parse->section_size,
	    parse->elf->elf_class == ELFCLASS64 ? 8 : 4};

	*ret_name = (uint32_t)take(&cursor, 4);
	ret_section->name = "";
	ret_section->type = (uint32_t)take(&cursor, 4);
	ret_section->flags = take(&cursor, cursor.word);
	ret_section->address = take(&cursor, cursor.word);
	ret_section->offset = take(&cursor, cursor.word);
	ret_section->size = take(&cursor, cursor.word);
	ret_section->link = (uint32_t)take(&cursor, 4);
	ret_section->info = (uint32_t)take(&cursor, 4);
	(void)take(&cursor, cursor.word);
	ret_section->entry_size = take(&cursor, cursor.word);
}

static int
name_sections(const struct parse *parse, struct elf_section *sections, const uint32_t *names,
    struct error *err)
{
	const struct elf_section *strings = &sections[parse->names_index];
	const char *bytes;
	size_t i;

	if (parse->names_index == SHN_UNDEF)
		return 0;
	/* a table ends with a NUL, so every name inside it does; what has
	 * another type may lie anywhere */
	if (strings->type != SHT_STRTAB || strings->size == 0 ||
	    parse->elf->bytes[strings->offset + strings->size - 1] != '\0')
		return refuse_damaged(parse, "its section names are no table of names", err);
	bytes = (const char *)parse->elf->bytes + strings->offset;
	for (i = 0; i < parse->section_count; i++) {
		if (names[i] >= strings->size)
			return refuse_damaged(parse, "a section's name is not in the file", err);
		sections[i].name = bytes + names[i];
	}
	return 0;
}

static int
read_sections(struct parse *parse, struct error *err)
{
	struct elf_file *elf = parse->elf;
	struct elf_section *sections =
	    arena_array(parse->arena, parse->section_count, sizeof(*sections));
	uint32_t *names = arena_array(parse->arena, parse->section_count, sizeof(*names));
	uint64_t total = 0;
	size_t i;

	for (i = 0; i < parse->section_count; i++) {
		read_section(parse, i, &sections[i], &names[i]);
		if (sections[i].type == SHT_NULL || sections[i].type == SHT_NOBITS)
			continue;
		if (!inside(elf, sections[i].offset, sections[i].size))
			return refuse_cut(parse, "section", i,
			    sum_or_largest(sections[i].offset, sections[i].size), err);
		/* sections share no byte; this also bounds the work of whoever
		 * reads all of them */
		total += sections[i].size;
		if (total > elf->size)
			return refuse_damaged(parse, "its sections overlap", err);
	}
	if (name_sections(parse, sections, names, err) != 0)
		return -1;
	elf->sections = sections;
	elf->section_count = parse->section_count;
	return 0;
}

/* Linux never looks at sections; they are read all the same, since a file whose
 * section headers are not whole was cut short or written over. */
static int
parse_sections(struct parse *parse, struct error *err)
{
	struct elf_file *elf = parse->elf;
	size_t size = elf->elf_class == ELFCLASS64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	struct elf_section first;
	uint32_t name;

	if (parse->sections_offset == 0)
		return parse->section_count == 0
		    ? 0
		    : refuse_damaged(parse, "its section headers have no place", err);
	if (parse->section_size != size)
		return refuse_damaged(parse, "its section headers have a wrong size", err);
	if (parse->sections_offset < parse->header_size)
		return refuse_damaged(parse, "its section headers lie over its header", err);
	if (!inside(elf, parse->sections_offset, size))
		return refuse_cut(
		    parse, "section header", 0, sum_or_largest(parse->sections_offset, size), err);
	read_section(parse, 0, &first, &name);
	/* numbers that are too large for the header stand in the first
	 * section */
	if (parse->section_count == 0 && first.size > ELF_HEADER_LIMIT)
		return refuse_damaged(parse, "it has more than 65535 sections", err);
	if (parse->section_count == 0)
		parse->section_count = (unsigned)first.size;
	if (parse->names_index == SHN_XINDEX)
		parse->names_index = first.link;
	if (parse->section_count == 0)
		return 0;
	if (!inside(elf, parse->sections_offset, parse->section_count * size))
		return refuse_cut(parse, "section header", parse->section_count - 1,
		    sum_or_largest(parse->sections_offset, parse->section_count * size), err);
	if (parse->names_index >= parse->section_count)
		return refuse_damaged(parse, "its section names are in no section", err);
	return read_sections(parse, err);
}

int
elf_file_parse(
    struct arena *arena, const struct elf_input *input, struct elf_file *ret_elf, struct error *err)
{
	struct elf_file elf = {.bytes = input->bytes, .size = input->size};
	struct parse parse = {.arena = arena, .name = input->name, .elf = &elf};
	enum file_kind kind = elf_file_kind(input->bytes, input->size);

	if (kind != KIND_ELF)
		return refuse_kind(&parse, kind, err);
	if (parse_identity(&parse, err) != 0 || parse_header(&parse, err) != 0 ||
	    parse_segments(&parse, err) != 0 || parse_sections(&parse, err) != 0)
		return -1;
	*ret_elf = elf;
	return 0;
}
