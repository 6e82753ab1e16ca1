#include "elf/elf_file.h"
#include "elf/elf_hardening.h"
#include "elf/elf_needs.h"
#include "elf/elf_policy.h"
#include "elf/elf_size.h"
#include "elf/elf_table.h"
#include "elf_sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int
parse(struct arena *arena, const struct sample *sample, struct elf_file *ret_elf, struct error *err)
{
	return elf_file_parse(arena,
	    &(struct elf_input){"sample", sample->bytes, sizeof(sample->bytes)}, ret_elf, err);
}

static void
assert_refused(const struct sample *sample, const char *sentence)
{
	struct arena arena = {0};
	struct elf_file elf;
	struct error err = {0};

	assert_int_equal(parse(&arena, sample, &elf, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_non_null(strstr(err.text, sentence));
	arena_release(&arena);
}

static void
the_first_bytes_tell_the_kind(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		enum file_kind kind;
	} samples[] = {
	    {"", 0, KIND_EMPTY},
	    {"\177ELF", 4, KIND_ELF},
	    {"\177EL", 3, KIND_OTHER},
	    {"#!/bin/sh\n", 10, KIND_SCRIPT},
	    {"#", 1, KIND_OTHER},
	    {"MZ\220\0", 4, KIND_PE},
	    {"\317\372\355\376", 4, KIND_MACH_O},
	    {"\316\372\355\376", 4, KIND_MACH_O},
	    {"\376\355\372\317", 4, KIND_MACH_O},
	    {"\312\376\272\276\0\0\0\2", 8, KIND_MACH_O},
	    {"\312\376\272\276\0\0\0\101", 8, KIND_OTHER},
	    {"!<arch>\n", 8, KIND_ARCHIVE},
	    {"!<thin>\n", 8, KIND_ARCHIVE},
	    {"hello", 5, KIND_OTHER},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(samples); i++)
		assert_int_equal(
		    elf_file_kind((const unsigned char *)samples[i].bytes, samples[i].size),
		    samples[i].kind);
}

static void
what_is_no_elf_file_is_refused_by_name(void **state)
{
	static const struct {
		const char *bytes, *sentence;
	} samples[] = {
	    {"", "is empty"},
	    {"#! /usr/bin/env python3\nprint()", "is a script for \"/usr/bin/env python3\""},
	    {"MZ", "Windows"},
	    {"\317\372\355\376", "macOS"},
	    {"!<arch>\n", "archive of object files"},
	    {"text", "is not an executable"},
	    {"\177ELF", "is cut short"},
	};
	struct arena arena = {0};
	struct elf_file elf;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		struct error err = {0};

		assert_int_equal(
		    elf_file_parse(&arena,
			&(struct elf_input){
			    "x", (const unsigned char *)samples[i].bytes, strlen(samples[i].bytes)},
			&elf, &err),
		    -1);
		assert_int_equal(err.kind, ERROR_REFUSED);
		assert_non_null(strstr(err.text, samples[i].sentence));
	}
	arena_release(&arena);
}

static void
both_classes_and_byte_orders_read_alike(void **state)
{
	unsigned variant;

	(void)state;
	for (variant = 0; variant < 4; variant++) {
		struct arena arena = {0};
		struct error err = {0};
		struct sample sample;
		struct elf_file elf;

		sample_make(&sample, variant & 1, variant & 2, EM_ARM);
		assert_int_equal(parse(&arena, &sample, &elf, &err), 0);
		assert_int_equal(elf.elf_class, variant & 1 ? ELFCLASS64 : ELFCLASS32);
		assert_int_equal(elf.data, variant & 2 ? ELFDATA2MSB : ELFDATA2LSB);
		assert_int_equal(elf.machine, EM_ARM);
		assert_int_equal(elf.type, ET_EXEC);
		assert_int_equal(elf.entry, SAMPLE_BASE + SAMPLE_CODE);
		assert_int_equal(elf.segment_count, 4);
		assert_int_equal(elf.segments[1].type, PT_LOAD);
		assert_int_equal(elf.segments[1].flags, PF_R | PF_W);
		assert_int_equal(elf.segments[1].offset, 0x480);
		assert_int_equal(elf.segments[1].address, SAMPLE_BASE + 0x1480);
		assert_int_equal(elf.segments[1].file_size, 0x80);
		assert_int_equal(elf.segments[1].memory_size, 0x400);
		assert_int_equal(elf.segments[1].alignment, 0x1000);
		assert_int_equal(elf.section_count, 4);
		assert_string_equal(elf.sections[1].name, ".text");
		assert_int_equal(elf.sections[2].entry_size, variant & 1 ? 24 : 16);
		assert_int_equal(elf.sections[2].link, 3);
		arena_release(&arena);
	}
}

/* All that mote ever does with the bytes of an executable; a sanitizer speaks
 * when it leaves them. */
static int
do_everything(const unsigned char *bytes, size_t size)
{
	struct arena arena = {0};
	struct error err = {0};
	const struct platform *platform;
	const struct elf_need *needs;
	struct elf_sized_symbol *symbols;
	struct elf_file elf;
	int status = elf_file_parse(&arena, &(struct elf_input){"sample", bytes, size}, &elf, &err);

	if (status == 0) {
		status = elf_policy_check(&elf, "sample", NULL, &platform, &err);
		(void)elf_hardening_of(&elf, &arena);
		(void)elf_size_sections(&elf);
		(void)elf_size_symbols(&elf, &arena, 5, &symbols);
		(void)elf_needs_find(&elf, &arena, &needs);
	}
	assert_true(status == 0 || err.kind == ERROR_REFUSED);
	arena_release(&arena);
	return status;
}

static void
a_file_cut_anywhere_is_refused(void **state)
{
	struct sample sample;
	unsigned variant;
	size_t size;

	(void)state;
	for (variant = 0; variant < 2; variant++) {
		if (variant == 0)
			sample_make(&sample, true, false, EM_X86_64);
		else
			sample_make_pie(&sample);
		for (size = 0; size < SAMPLE_SECTIONS + 4 * 64; size++) {
			/* exactly as long as the cut file, so that a read
			 * behind its end is seen */
			unsigned char *cut = test_malloc(size + 1);

			memcpy(cut + 1, sample.bytes, size);
			assert_int_equal(do_everything(cut + 1, size), -1);
			test_free(cut);
		}
		assert_int_equal(do_everything(sample.bytes, size), 0);
	}
}

static void
no_flipped_bit_leads_out_of_the_file(void **state)
{
	unsigned variant, bit;
	size_t at, accepted = 0;

	(void)state;
	for (variant = 0; variant < 3; variant++) {
		struct sample sample;

		if (variant < 2)
			sample_make(
			    &sample, variant == 0, variant == 1, variant == 0 ? EM_X86_64 : EM_ARM);
		else
			sample_make_pie(&sample);
		for (at = 0; at < sizeof(sample.bytes); at++) {
			for (bit = 0; bit < 8; bit++) {
				sample.bytes[at] ^= (unsigned char)(1 << bit);
				accepted += do_everything(sample.bytes, SAMPLE_SIZE) == 0;
				sample.bytes[at] ^= (unsigned char)(1 << bit);
			}
		}
	}
	/* padding and code may change, what Linux loads by may not */
	assert_in_range(accepted, 1, 3 * SAMPLE_SIZE * 8 - 1);
}

static void
header_fields_that_lie_are_refused(void **state)
{
	static const struct {
		size_t at;
		unsigned width;
		uint64_t value;
		const char *sentence;
	} lies[] = {
	    {EI_CLASS, 1, 3, "neither 32 nor 64 bits"},
	    {EI_DATA, 1, 0, "no byte order"},
	    {EI_VERSION, 1, 2, "version is not 1"},
	    {20, 4, 2, "version is not 1"},
	    {52, 2, 63, "wrong size of itself"},
	    {54, 2, 55, "program headers have a wrong size"},
	    {56, 2, 65535, "more program headers than Linux reads"},
	    {56, 2, 1171, "more program headers than Linux reads"},
	    {56, 2, 1000, "cut short: its program header 999"},
	    {32, 8, UINT64_MAX, "cut short: its program header"},
	    {58, 2, 40, "section headers have a wrong size"},
	    {60, 2, 65535, "cut short: its section header 65534"},
	    {40, 8, UINT64_MAX - 3, "cut short: its section header"},
	    {40, 8, 0, "section headers have no place"},
	    {62, 2, 4, "section names are in no section"},
	    {62, 2, 1, "section names are no table of names"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lies); i++) {
		struct sample sample;

		sample_make(&sample, true, false, EM_X86_64);
		sample_put(&sample, lies[i].at, lies[i].value, lies[i].width);
		assert_refused(&sample, lies[i].sentence);
	}
}

static void
segments_that_lie_are_refused(void **state)
{
	static const struct {
		struct sample_segment segment;
		const char *sentence;
	} lies[] = {
	    {{PT_LOAD, PF_R, SAMPLE_SIZE, 0, 1, 1, 1}, "cut short: its segment 4"},
	    {{PT_LOAD, PF_R, UINT64_MAX, 0, 2, 2, 1}, "cut short: its segment 4"},
	    {{PT_LOAD, PF_R, 0, 0, UINT64_MAX, UINT64_MAX, 1}, "cut short: its segment 4"},
	    {{PT_NOTE, PF_R, 0, 0, SAMPLE_SIZE + 1, 0, 1}, "cut short: its segment 4"},
	    {{PT_LOAD, PF_R, 0, UINT64_MAX, 1, 1, 1}, "behind the last address"},
	    {{PT_LOAD, PF_R, 0, 1, 1, UINT64_MAX, 1}, "behind the last address"},
	    {{PT_LOAD, PF_R, 0, 0, 1, 1, 3}, "not a power of two"},
	    {{PT_LOAD, PF_R, 0, 0, 2, 1, 1}, "more bytes in the file than in memory"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lies); i++) {
		struct sample sample;

		sample_make(&sample, true, false, EM_X86_64);
		sample_add_segment(&sample, &lies[i].segment);
		assert_refused(&sample, lies[i].sentence);
	}
}

static void
sections_that_overlap_or_have_no_name_are_refused(void **state)
{
	struct sample sample;

	(void)state;
	sample_make(&sample, true, false, EM_X86_64);
	sample_add_section(
	    &sample, &(struct sample_section){NAME_TEXT, SHT_PROGBITS, 0, 0, 0, SAMPLE_SIZE, 0});
	assert_refused(&sample, "sections overlap");
	sample_make(&sample, true, false, EM_X86_64);
	sample_add_section(&sample, &(struct sample_section){5000, SHT_NOBITS, 0, 0, 0, 0, 0});
	assert_refused(&sample, "name is not in the file");
	sample_make(&sample, true, false, EM_X86_64);
	sample.bytes[SAMPLE_STRINGS + sizeof(sample_strings) - 1] = 'x';
	assert_refused(&sample, "no table of names");
}

static void
names_in_a_section_without_bytes_are_refused(void **state)
{
	struct sample sample;

	(void)state;
	sample_make(&sample, true, false, EM_X86_64);
	sample_put(&sample, sample_section_at(&sample, 3) + 4, SHT_NOBITS, 4);
	sample_put(&sample, sample_section_at(&sample, 3) + 24, (uint64_t)-64, 8);
	assert_refused(&sample, "no table of names");
}

static void
a_section_count_that_is_too_large_for_the_header_is_read(void **state)
{
	struct arena arena = {0};
	struct error err = {0};
	struct sample sample;
	struct elf_file elf;

	(void)state;
	sample_make(&sample, true, false, EM_X86_64);
	sample_put(&sample, 60, 0, 2);
	sample_put(&sample, 62, SHN_XINDEX, 2);
	sample_put(&sample, SAMPLE_SECTIONS + 32, 4, 8);
	sample_put(&sample, SAMPLE_SECTIONS + 40, 3, 4);
	assert_int_equal(parse(&arena, &sample, &elf, &err), 0);
	assert_int_equal(elf.section_count, 4);
	assert_string_equal(elf.sections[1].name, ".text");
	sample_put(&sample, SAMPLE_SECTIONS + 32, 65536, 8);
	assert_refused(&sample, "more than 65535 sections");
	arena_release(&arena);
}

static void
a_folder_and_a_device_are_refused_and_a_missing_file_is_not_found(void **state)
{
	struct mapped_file file = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(mapped_file_open("/", &file, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_non_null(strstr(err.text, "is a folder"));
	assert_int_equal(mapped_file_open("/dev/null", &file, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_int_equal(mapped_file_open("/does/not/exist", &file, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_null(file.bytes);
}

static void
names_become_printable(void **state)
{
	struct arena arena = {0};
	char name[400];

	(void)state;
	assert_string_equal(elf_table_printable(&arena, "a\033[31m\xff"), "a\\x1b[31m\\xff");
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(strlen(elf_table_printable(&arena, name)), 123);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_bytes_tell_the_kind),
	    cmocka_unit_test(what_is_no_elf_file_is_refused_by_name),
	    cmocka_unit_test(both_classes_and_byte_orders_read_alike),
	    cmocka_unit_test(a_file_cut_anywhere_is_refused),
	    cmocka_unit_test(no_flipped_bit_leads_out_of_the_file),
	    cmocka_unit_test(header_fields_that_lie_are_refused),
	    cmocka_unit_test(segments_that_lie_are_refused),
	    cmocka_unit_test(sections_that_overlap_or_have_no_name_are_refused),
	    cmocka_unit_test(names_in_a_section_without_bytes_are_refused),
	    cmocka_unit_test(a_section_count_that_is_too_large_for_the_header_is_read),
	    cmocka_unit_test(a_folder_and_a_device_are_refused_and_a_missing_file_is_not_found),
	    cmocka_unit_test(names_become_printable),
	};

	return cmocka_run_group_tests_name("elf_file", tests, NULL, NULL);
}
