#include "elf/elf_debug.h"

#include "base/file.h"
#include "elf/elf_table.h"

#include <elf.h>
#include <string.h>

enum { LARGEST_ALIGNMENT = 4096 };

/* Offsets and widths of the fields that are written anew, for both classes. */
struct fields {
	size_t header, segments, sections; /* in the file's header: its size, two offsets */
	size_t segment_size, segment_offset, segment_file_size;
	size_t section_size, section_type, section_offset, section_alignment;
	unsigned word;
};

#define FIELDS(bits)                                                       \
	{                                                                  \
	    .header = sizeof(Elf##bits##_Ehdr),                            \
	    .segments = offsetof(Elf##bits##_Ehdr, e_phoff),               \
	    .sections = offsetof(Elf##bits##_Ehdr, e_shoff),               \
	    .segment_size = sizeof(Elf##bits##_Phdr),                      \
	    .segment_offset = offsetof(Elf##bits##_Phdr, p_offset),        \
	    .segment_file_size = offsetof(Elf##bits##_Phdr, p_filesz),     \
	    .section_size = sizeof(Elf##bits##_Shdr),                      \
	    .section_type = offsetof(Elf##bits##_Shdr, sh_type),           \
	    .section_offset = offsetof(Elf##bits##_Shdr, sh_offset),       \
	    .section_alignment = offsetof(Elf##bits##_Shdr, sh_addralign), \
	    .word = (bits) / 8,                                            \
	}

static const struct fields fields_32 = FIELDS(32), fields_64 = FIELDS(64);

struct writer {
	const struct elf_file *elf;
	const struct fields *fields;
	int fd;
	const char *name;
	uint64_t written;
};

bool
elf_debug_can_strip(const struct elf_file *elf)
{
	return (elf->type == ET_EXEC || elf->type == ET_DYN) &&
	    elf_table_section(elf, ".symtab") != NULL &&
	    elf_table_section(elf, ".go.buildinfo") == NULL;
}

bool
elf_debug_build_id(const struct elf_file *elf, uint64_t *ret_offset, uint64_t *ret_size)
{
	const struct elf_section *note = elf_table_section(elf, ELF_BUILD_ID_SECTION);

	if (note == NULL || note->type != SHT_NOTE || note->size <= ELF_NOTE_HEAD)
		return false;
	*ret_offset = note->offset + ELF_NOTE_HEAD;
	*ret_size = note->size - ELF_NOTE_HEAD;
	return true;
}

/* Writes a number in the file's byte order. */
static void
put_number(const struct writer *writer, unsigned char *at, unsigned width, uint64_t value)
{
	unsigned i;

	for (i = 0; i < width; i++) {
		unsigned byte = writer->elf->data == ELFDATA2MSB ? width - 1 - i : i;

		at[i] = (unsigned char)(value >> (8 * byte));
	}
}

static int
write_bytes(struct writer *writer, const void *bytes, size_t size, struct error *err)
{
	writer->written += size;
	return file_write_all(writer->fd, bytes, size, writer->name, err);
}

static int
pad_to(struct writer *writer, uint64_t offset, struct error *err)
{
	static const unsigned char zeros[LARGEST_ALIGNMENT];

	return write_bytes(writer, zeros, (size_t)(offset - writer->written), err);
}

static uint64_t
aligned(uint64_t offset, uint64_t alignment)
{
	if (alignment == 0 || alignment > LARGEST_ALIGNMENT || (alignment & (alignment - 1)) != 0)
		return offset;
	return (offset + alignment - 1) & ~(alignment - 1);
}

static bool
is_left_out(const struct elf_section *section)
{
	return section->type == SHT_NOBITS || section->type == SHT_NULL ||
	    ((section->flags & SHF_ALLOC) != 0 && section->type != SHT_NOTE);
}

/* Where the table of `count` headers is; they are read again, and are checked
 * again for it: a hostile process may have changed the file since it was
 * parsed. */
static int
find_table(const struct writer *writer, size_t field, uint64_t size, uint64_t *ret_offset,
    struct error *err)
{
	const struct elf_file *elf = writer->elf;

	*ret_offset = elf_table_number(elf, field, writer->fields->word);
	if (*ret_offset > elf->size || size > elf->size - *ret_offset)
		return error_set(
		    err, ERROR_FAILED, "\"%s\" changes while it is read", writer->name);
	return 0;
}

/* The sections of a linker do not overlap. A hostile file may name the same
 * bytes in thousands of sections, and would fill the disk. */
static int
check_sizes(const struct elf_file *elf, const char *name, struct error *err)
{
	uint64_t left = elf->size;
	size_t i;

	for (i = 0; i < elf->section_count; i++) {
		if (is_left_out(&elf->sections[i]))
			continue;
		if (elf->sections[i].size > left)
			return error_set(err, ERROR_REFUSED,
			    "\"%s\" cannot be stripped: its sections overlap; link it again", name);
		left -= elf->sections[i].size;
	}
	return 0;
}

/* Where each section will be; the result is where the last one ends. */
static uint64_t
lay_out(const struct writer *writer, uint64_t table, uint64_t *offsets)
{
	const struct fields *fields = writer->fields;
	const struct elf_file *elf = writer->elf;
	uint64_t at = fields->header + elf->segment_count * fields->segment_size;
	size_t i;

	for (i = 0; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i];
		uint64_t header = table + i * fields->section_size;

		if (!is_left_out(section))
			at = aligned(at,
			    elf_table_number(
				elf, header + fields->section_alignment, fields->word));
		offsets[i] = at;
		if (!is_left_out(section))
			at += section->size;
	}
	return aligned(at, fields->word);
}

/* A segment has no content, but the headers that the file begins with: readers
 * look for PT_PHDR in the segment that loads them. */
static void
put_segment(const struct writer *writer, unsigned char *bytes, size_t index, uint64_t headers)
{
	const struct elf_segment *segment = &writer->elf->segments[index];
	const struct fields *fields = writer->fields;
	uint64_t offset = 0, size = 0;

	if (segment->type == PT_LOAD && segment->offset == 0)
		size = segment->file_size < headers ? segment->file_size : headers;
	if (segment->type == PT_PHDR && segment->offset == fields->header) {
		offset = segment->offset;
		size = segment->file_size;
	}
	put_number(writer, bytes + fields->segment_offset, fields->word, offset);
	put_number(writer, bytes + fields->segment_file_size, fields->word, size);
}

static int
write_headers(struct writer *writer, uint64_t sections, struct error *err)
{
	const struct fields *fields = writer->fields;
	const struct elf_file *elf = writer->elf;
	uint64_t from;
	unsigned char header[sizeof(Elf64_Ehdr)], segment[sizeof(Elf64_Phdr)];
	size_t i;

	if (find_table(writer, fields->segments, elf->segment_count * fields->segment_size, &from,
		err) != 0)
		return -1;
	memcpy(header, elf->bytes, fields->header);
	put_number(writer, header + fields->segments, fields->word,
	    elf->segment_count == 0 ? 0 : fields->header);
	put_number(writer, header + fields->sections, fields->word, sections);
	if (write_bytes(writer, header, fields->header, err) != 0)
		return -1;
	for (i = 0; i < elf->segment_count; i++) {
		memcpy(segment, elf->bytes + from + i * fields->segment_size, fields->segment_size);
		put_segment(
		    writer, segment, i, fields->header + elf->segment_count * fields->segment_size);
		if (write_bytes(writer, segment, fields->segment_size, err) != 0)
			return -1;
	}
	return 0;
}

static int
write_sections(struct writer *writer, const uint64_t *offsets, struct error *err)
{
	const struct elf_file *elf = writer->elf;
	size_t i;

	for (i = 0; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i];

		if (!is_left_out(section) &&
		    (pad_to(writer, offsets[i], err) != 0 ||
			write_bytes(
			    writer, elf->bytes + section->offset, (size_t)section->size, err) != 0))
			return -1;
	}
	return 0;
}

static int
write_table(struct writer *writer, uint64_t from, const uint64_t *offsets, struct error *err)
{
	const struct fields *fields = writer->fields;
	const struct elf_file *elf = writer->elf;
	unsigned char section[sizeof(Elf64_Shdr)];
	size_t i;

	for (i = 0; i < elf->section_count; i++) {
		memcpy(section, elf->bytes + from + i * fields->section_size, fields->section_size);
		/* the first section is none: its fields may hold numbers that
		 * the header has no room for */
		if (i > 0)
			put_number(
			    writer, section + fields->section_offset, fields->word, offsets[i]);
		if (elf->sections[i].type != SHT_NULL && is_left_out(&elf->sections[i]))
			put_number(writer, section + fields->section_type, 4, SHT_NOBITS);
		if (write_bytes(writer, section, fields->section_size, err) != 0)
			return -1;
	}
	return 0;
}

int
elf_debug_write(
    const struct elf_file *elf, int fd, const char *name, uint64_t *ret_id, struct error *err)
{
	struct writer writer = {.elf = elf,
	    .fields = elf->elf_class == ELFCLASS64 ? &fields_64 : &fields_32,
	    .fd = fd,
	    .name = name};
	const struct elf_section *note = elf_table_section(elf, ELF_BUILD_ID_SECTION);
	struct arena arena = {0};
	uint64_t *offsets = arena_array(&arena, elf->section_count, sizeof(*offsets));
	uint64_t table, end;
	int status = check_sizes(elf, name, err) != 0
	    ? -1
	    : find_table(&writer, writer.fields->sections,
		  elf->section_count * writer.fields->section_size, &table, err);

	if (status == 0) {
		end = lay_out(&writer, table, offsets);
		status = write_headers(&writer, end, err) != 0 ||
			write_sections(&writer, offsets, err) != 0 ||
			pad_to(&writer, end, err) != 0 ||
			write_table(&writer, table, offsets, err) != 0
		    ? -1
		    : 0;
	}
	*ret_id = note == NULL || note->type != SHT_NOTE
	    ? 0
	    : offsets[note - elf->sections] + ELF_NOTE_HEAD;
	arena_release(&arena);
	return status;
}
