#ifndef ELF_ELF_SAMPLE_H
#define ELF_ELF_SAMPLE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A small executable made in memory, in either class and byte order: program
 * headers, one segment of everything (read, execute), one of data, a dynamic
 * table, notes, relocations, symbols and section headers, each at a fixed
 * place. A test changes what it is about.
 */
enum {
	SAMPLE_SIZE = 0x6c0,
	SAMPLE_SEGMENTS = 0x40,
	SAMPLE_CODE = 0x200,
	SAMPLE_NOTES = 0x240,
	SAMPLE_DYNAMIC = 0x280,
	SAMPLE_RELOCATIONS = 0x380,
	SAMPLE_STRINGS = 0x400,
	SAMPLE_SYMBOLS = 0x480,
	SAMPLE_SECTIONS = 0x540,
	SAMPLE_BASE = 0x200000,
};

struct sample {
	unsigned char bytes[SAMPLE_SIZE];
	bool is64, big;
	size_t segment_count, dynamic_count, symbol_count, section_count;
};

struct sample_segment {
	uint32_t type, flags;
	uint64_t offset, address, file_size, memory_size, alignment;
};

struct sample_section {
	uint32_t name, type, flags, link;
	uint64_t offset, size, entry_size;
};

/* names of sections and symbols by their offset: .text 1, .symtab 7, .strtab
 * 15, big 23, small 27 ... */
static const char sample_strings[] =
    "\0.text\0.symtab\0.strtab\0big\0small\0libc.so.6\0lib.so\0.rela.plt\0.note.gnu.build-id"
    "\0.go.buildinfo";
enum {
	NAME_TEXT = 1,
	NAME_SYMTAB = 7,
	NAME_STRTAB = 15,
	NAME_BIG = 23,
	NAME_SMALL = 27,
	NAME_LIBC = 33,
	NAME_LIBRARY = 43,
	NAME_RELA = 50,
	NAME_BUILD_ID = 60,
	NAME_GO = 79
};

static inline unsigned
sample_word(const struct sample *sample)
{
	return sample->is64 ? 8 : 4;
}

static inline void
sample_put(struct sample *sample, size_t at, uint64_t value, unsigned width)
{
	unsigned i;

	for (i = 0; i < width; i++)
		sample->bytes[at + (sample->big ? width - 1 - i : i)] =
		    (unsigned char)(value >> (8 * i));
}

static inline size_t
sample_put_next(struct sample *sample, size_t *at, uint64_t value, unsigned width)
{
	sample_put(sample, *at, value, width);
	*at += width;
	return *at;
}

static inline size_t
sample_segment_at(const struct sample *sample, size_t index)
{
	return (sample->is64 ? SAMPLE_SEGMENTS : 52) + index * (sample->is64 ? 56 : 32);
}

static inline void
sample_set_segment(struct sample *sample, size_t index, const struct sample_segment *segment)
{
	unsigned word = sample_word(sample);
	size_t at = sample_segment_at(sample, index);

	sample_put_next(sample, &at, segment->type, 4);
	if (sample->is64)
		sample_put_next(sample, &at, segment->flags, 4);
	sample_put_next(sample, &at, segment->offset, word);
	sample_put_next(sample, &at, segment->address, word);
	sample_put_next(sample, &at, segment->address, word);
	sample_put_next(sample, &at, segment->file_size, word);
	sample_put_next(sample, &at, segment->memory_size, word);
	if (!sample->is64)
		sample_put_next(sample, &at, segment->flags, 4);
	sample_put_next(sample, &at, segment->alignment, word);
}

static inline void
sample_add_segment(struct sample *sample, const struct sample_segment *segment)
{
	sample_set_segment(sample, sample->segment_count++, segment);
	sample_put(sample, sample->is64 ? 56 : 44, sample->segment_count, 2);
}

static inline void
sample_add_dynamic(struct sample *sample, uint64_t tag, uint64_t value)
{
	unsigned word = sample_word(sample);
	size_t at = SAMPLE_DYNAMIC + sample->dynamic_count++ * 2 * word;

	sample_put_next(sample, &at, tag, word);
	sample_put_next(sample, &at, value, word);
}

static inline void
sample_add_symbol(struct sample *sample, uint32_t name, uint64_t address, uint64_t size)
{
	size_t at = SAMPLE_SYMBOLS + sample->symbol_count++ * (sample->is64 ? 24 : 16);
	unsigned type = name == 0 ? 0 : STB_GLOBAL << 4 | STT_FUNC, section = name != 0;

	sample_put_next(sample, &at, name, 4);
	if (sample->is64) {
		sample_put_next(sample, &at, type, 1);
		sample_put_next(sample, &at, 0, 1);
		sample_put_next(sample, &at, section, 2);
		sample_put_next(sample, &at, address, 8);
		sample_put_next(sample, &at, size, 8);
	} else {
		sample_put_next(sample, &at, address, 4);
		sample_put_next(sample, &at, size, 4);
		sample_put_next(sample, &at, type, 1);
		sample_put_next(sample, &at, 0, 1);
		sample_put_next(sample, &at, section, 2);
	}
}

static inline size_t
sample_section_at(const struct sample *sample, size_t index)
{
	return SAMPLE_SECTIONS + index * (sample->is64 ? 64 : 40);
}

static inline void
sample_add_section(struct sample *sample, const struct sample_section *section)
{
	unsigned word = sample_word(sample);
	size_t at = sample_section_at(sample, sample->section_count++);

	sample_put_next(sample, &at, section->name, 4);
	sample_put_next(sample, &at, section->type, 4);
	sample_put_next(sample, &at, section->flags, word);
	sample_put_next(sample, &at, section->flags != 0 ? SAMPLE_BASE + section->offset : 0, word);
	sample_put_next(sample, &at, section->offset, word);
	sample_put_next(sample, &at, section->size, word);
	sample_put_next(sample, &at, section->link, 4);
	sample_put_next(sample, &at, 0, 4);
	sample_put_next(sample, &at, 1, word);
	sample_put_next(sample, &at, section->entry_size, word);
	sample_put(sample, sample->is64 ? 60 : 48, sample->section_count, 2);
}

static inline void
sample_add_note(struct sample *sample, uint32_t type, size_t *at)
{
	sample_put_next(sample, at, 4, 4);
	sample_put_next(sample, at, 4, 4);
	sample_put_next(sample, at, type, 4);
	memcpy(sample->bytes + *at, "GNU\0\xab\xcd\xef\x01", 8);
	*at += 8;
}

static inline void
sample_put_header(struct sample *sample, unsigned machine)
{
	unsigned word = sample_word(sample);
	size_t at = EI_NIDENT;

	memcpy(sample->bytes, ELFMAG, SELFMAG);
	sample->bytes[EI_CLASS] = sample->is64 ? ELFCLASS64 : ELFCLASS32;
	sample->bytes[EI_DATA] = sample->big ? ELFDATA2MSB : ELFDATA2LSB;
	sample->bytes[EI_VERSION] = EV_CURRENT;
	sample_put_next(sample, &at, ET_EXEC, 2);
	sample_put_next(sample, &at, machine, 2);
	sample_put_next(sample, &at, EV_CURRENT, 4);
	sample_put_next(sample, &at, SAMPLE_BASE + SAMPLE_CODE, word);
	sample_put_next(sample, &at, sample_segment_at(sample, 0), word);
	sample_put_next(sample, &at, SAMPLE_SECTIONS, word);
	sample_put_next(sample, &at, 0, 4);
	sample_put_next(sample, &at, sample->is64 ? 64 : 52, 2);
	sample_put_next(sample, &at, sample->is64 ? 56 : 32, 2);
	sample_put_next(sample, &at, 0, 2);
	sample_put_next(sample, &at, sample->is64 ? 64 : 40, 2);
	sample_put_next(sample, &at, 0, 2);
	sample_put_next(sample, &at, 3, 2);
}

/* A static executable that every platform of its class, byte order and machine
 * would start. */
static inline void
sample_make(struct sample *sample, bool is64, bool big, unsigned machine)
{
	unsigned symbol_size = is64 ? 24 : 16;
	size_t note = SAMPLE_NOTES;

	*sample = (struct sample){.is64 = is64, .big = big};
	sample_put_header(sample, machine);
	memset(sample->bytes + SAMPLE_CODE, 0x90, 0x40);
	memcpy(sample->bytes + SAMPLE_STRINGS, sample_strings, sizeof(sample_strings));
	sample_add_segment(sample,
	    &(struct sample_segment){PT_LOAD, PF_R | PF_X, 0, SAMPLE_BASE, 0x480, 0x480, 0x1000});
	sample_add_segment(sample,
	    &(struct sample_segment){
		PT_LOAD, PF_R | PF_W, 0x480, SAMPLE_BASE + 0x1480, 0x80, 0x400, 0x1000});
	sample_add_segment(
	    sample, &(struct sample_segment){PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 16});
	sample_add_note(sample, NT_GNU_BUILD_ID, &note);
	sample_add_segment(sample,
	    &(struct sample_segment){PT_NOTE, PF_R, SAMPLE_NOTES, SAMPLE_BASE + SAMPLE_NOTES,
		note - SAMPLE_NOTES, note - SAMPLE_NOTES, 4});
	sample_add_symbol(sample, 0, 0, 0);
	sample_add_symbol(sample, NAME_SMALL, SAMPLE_BASE + SAMPLE_CODE, 8);
	sample_add_symbol(sample, NAME_BIG, SAMPLE_BASE + SAMPLE_CODE + 8, 24);
	sample_add_section(sample, &(struct sample_section){0});
	sample_add_section(sample,
	    &(struct sample_section){
		NAME_TEXT, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, SAMPLE_CODE, 0x40, 0});
	sample_add_section(sample,
	    &(struct sample_section){
		NAME_SYMTAB, SHT_SYMTAB, 0, 3, SAMPLE_SYMBOLS, 3 * symbol_size, symbol_size});
	sample_add_section(sample,
	    &(struct sample_section){
		NAME_STRTAB, SHT_STRTAB, 0, 0, SAMPLE_STRINGS, sizeof(sample_strings), 0});
}

/* The same as a position-independent one: addresses from 0, a dynamic table
 * with DF_1_PIE. */
static inline void
sample_make_pie(struct sample *sample)
{
	struct sample_segment code = {PT_LOAD, PF_R | PF_X, 0, 0, 0x480, 0x480, 0x1000};
	struct sample_segment data = {PT_LOAD, PF_R | PF_W, 0x480, 0x1480, 0x80, 0x400, 0x1000};

	sample_make(sample, true, false, EM_X86_64);
	sample_put(sample, 16, ET_DYN, 2);
	sample_put(sample, 24, SAMPLE_CODE, 8);
	sample_put(sample, sample_section_at(sample, 1) + 16, SAMPLE_CODE, 8);
	sample_set_segment(sample, 0, &code);
	sample_set_segment(sample, 1, &data);
	sample_add_segment(sample,
	    &(struct sample_segment){
		PT_DYNAMIC, PF_R, SAMPLE_DYNAMIC, SAMPLE_DYNAMIC, 0x100, 0x100, 8});
	sample_add_dynamic(sample, DT_FLAGS_1, DF_1_PIE);
	sample_add_dynamic(sample, DT_STRTAB, SAMPLE_STRINGS);
	sample_add_dynamic(sample, DT_STRSZ, sizeof(sample_strings));
}

#endif
