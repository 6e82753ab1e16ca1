#include "elf/elf_debug.h"

#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "elf/elf_table.h"
#include "elf_sample.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct arena arena;
	struct temporary_folder folder;
	struct error err;
	struct sample sample;
	struct elf_file elf;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.arena = {0}};
	*state = &world;
	return temporary_folder_make(&world.folder, &world.err);
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	return 0;
}

/* The sample with the section of a build-id. */
static void
make_sample(struct world *world, bool is64, bool big)
{
	sample_make(&world->sample, is64, big, big ? EM_S390 : EM_X86_64);
	sample_add_section(&world->sample,
	    &(struct sample_section){
		NAME_BUILD_ID, SHT_NOTE, SHF_ALLOC, 0, SAMPLE_NOTES, ELF_NOTE_HEAD + 4, 0});
}

static void
parse(struct world *world)
{
	assert_int_equal(
	    elf_file_parse(&world->arena,
		&(struct elf_input){"sample", world->sample.bytes, sizeof(world->sample.bytes)},
		&world->elf, &world->err),
	    0);
}

/* Writes the debug information and opens it; its scope is the caller's. */
static void
write_debug(struct world *world, struct elf_file *ret_debug, uint64_t *ret_id)
{
	const char *path = path_join(&world->arena, world->folder.path, "debug");
	SCOPED(fd) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_int_equal(elf_debug_write(&world->elf, fd, path, ret_id, &world->err), 0);
	assert_int_equal(elf_open(&world->arena, path, path, ret_debug, &world->err), 0);
}

static void
assert_same_content(const struct elf_file *left, const struct elf_file *right, const char *section)
{
	const struct elf_section *from = elf_table_section(left, section);
	const struct elf_section *to = elf_table_section(right, section);

	assert_non_null(to);
	assert_int_equal(from->size, to->size);
	assert_int_equal(from->type, to->type);
	assert_memory_equal(
	    left->bytes + from->offset, right->bytes + to->offset, (size_t)from->size);
}

static void
symbols_and_the_build_id_are_kept_and_code_is_not(void **state)
{
	struct world *world = *state;
	unsigned i;

	for (i = 0; i < 4; i++) {
		SCOPED(elf_file) struct elf_file debug = {0};
		const struct elf_section *code;
		struct elf_symbols symbols;
		uint64_t id;

		make_sample(world, i % 2 == 0, i / 2 == 1);
		parse(world);
		write_debug(world, &debug, &id);
		assert_int_equal(debug.section_count, world->elf.section_count);
		assert_int_equal(debug.segment_count, world->elf.segment_count);
		assert_int_equal(debug.machine, world->elf.machine);
		assert_same_content(&world->elf, &debug, ".symtab");
		assert_same_content(&world->elf, &debug, ".strtab");
		assert_same_content(&world->elf, &debug, ELF_BUILD_ID_SECTION);
		assert_memory_equal(debug.bytes + id, "\xab\xcd\xef\x01", 4);
		code = elf_table_section(&debug, ".text");
		assert_int_equal(code->type, SHT_NOBITS);
		assert_int_equal(code->size, 0x40);
		assert_int_equal(code->address, SAMPLE_BASE + SAMPLE_CODE);
		symbols = elf_table_symbols(&debug);
		assert_string_equal(elf_table_symbol(&symbols, 2).name, "big");
		assert_int_equal(debug.segments[0].memory_size, 0x480);
		/* the headers, and no content */
		assert_true(debug.segments[0].file_size < SAMPLE_CODE);
		assert_int_equal(debug.segments[1].file_size, 0);
	}
}

static void
a_build_id_is_found_behind_the_head_of_its_note(void **state)
{
	struct world *world = *state;
	uint64_t offset, size;

	make_sample(world, true, false);
	parse(world);
	assert_true(elf_debug_build_id(&world->elf, &offset, &size));
	assert_int_equal(offset, SAMPLE_NOTES + ELF_NOTE_HEAD);
	assert_int_equal(size, 4);
	sample_make(&world->sample, true, false, EM_X86_64);
	parse(world);
	assert_false(elf_debug_build_id(&world->elf, &offset, &size));
}

/* Sections that lie about themselves: of no type of notes, or smaller than a
 * note's head. */
static void
a_hostile_note_is_no_build_id(void **state)
{
	struct world *world = *state;
	size_t section;
	uint64_t offset, size;

	make_sample(world, true, false);
	section = sample_section_at(&world->sample, 4);
	sample_put(&world->sample, section + 4, SHT_NOBITS, 4);
	sample_put(&world->sample, section + 24, UINT64_MAX - 8, 8);
	parse(world);
	assert_false(elf_debug_build_id(&world->elf, &offset, &size));
	make_sample(world, true, false);
	sample_put(&world->sample, section + 32, ELF_NOTE_HEAD, 8);
	parse(world);
	assert_false(elf_debug_build_id(&world->elf, &offset, &size));
}

static void
only_executables_with_symbols_are_stripped(void **state)
{
	struct world *world = *state;

	make_sample(world, true, false);
	parse(world);
	assert_true(elf_debug_can_strip(&world->elf));
	sample_put(&world->sample, 16, ET_REL, 2);
	parse(world);
	assert_false(elf_debug_can_strip(&world->elf));
	make_sample(world, true, false);
	sample_put(&world->sample, sample_section_at(&world->sample, 2), NAME_STRTAB, 4);
	parse(world);
	assert_false(elf_debug_can_strip(&world->elf));
	make_sample(world, true, false);
	sample_put(&world->sample, sample_section_at(&world->sample, 1), NAME_GO, 4);
	parse(world);
	assert_false(elf_debug_can_strip(&world->elf));
}

static void
an_alignment_of_any_size_makes_no_large_file(void **state)
{
	struct world *world = *state;
	SCOPED(elf_file) struct elf_file debug = {0};
	uint64_t id;
	size_t i;

	make_sample(world, true, false);
	for (i = 1; i < 5; i++)
		sample_put(&world->sample, sample_section_at(&world->sample, i) + 48,
		    (uint64_t)1 << (60 + i % 4), 8);
	parse(world);
	write_debug(world, &debug, &id);
	assert_true(debug.size < sizeof(world->sample.bytes));
}

static void
headers_that_move_out_of_the_file_are_an_error(void **state)
{
	struct world *world = *state;
	const char *path = path_join(&world->arena, world->folder.path, "debug");
	SCOPED(fd) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	uint64_t id;

	make_sample(world, true, false);
	parse(world);
	sample_put(&world->sample, 40, SAMPLE_SIZE - 8, 8);
	assert_int_equal(elf_debug_write(&world->elf, fd, "x", &id, &world->err), -1);
	assert_string_equal(world->err.text, "\"x\" changes while it is read");
}

static void
sections_that_overlap_fill_no_disk(void **state)
{
	struct world *world = *state;
	const char *path = path_join(&world->arena, world->folder.path, "debug");
	SCOPED(fd) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	uint64_t id;
	unsigned i;

	make_sample(world, true, false);
	parse(world);
	/* in memory: the sample has no room for the headers of thousands */
	for (i = 1; i < world->elf.section_count; i++) {
		struct elf_section *section = (struct elf_section *)&world->elf.sections[i];

		*section = (struct elf_section){
		    .name = section->name, .type = SHT_PROGBITS, .size = world->elf.size / 2};
	}
	assert_true(world->elf.section_count > 3);
	assert_int_equal(elf_debug_write(&world->elf, fd, "x", &id, &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_REFUSED);
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(symbols_and_the_build_id_are_kept_and_code_is_not),
	    TEST(a_build_id_is_found_behind_the_head_of_its_note),
	    TEST(a_hostile_note_is_no_build_id),
	    TEST(only_executables_with_symbols_are_stripped),
	    TEST(an_alignment_of_any_size_makes_no_large_file),
	    TEST(headers_that_move_out_of_the_file_are_an_error),
	    TEST(sections_that_overlap_fill_no_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
