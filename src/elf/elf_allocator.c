#include "elf/elf_allocator.h"

#include "elf/elf_table.h"

#include <elf.h>
#include <string.h>

/* The limit for the bytes of all segments together, which may overlap. Nothing
 * behind it is searched. */
enum { SCAN_LIMIT = 512 << 20, NEEDED_LIMIT = 64, LONGEST_VERSION = 24, REVISION_DIGITS = 40 };

/* In two parts each: mote must not find them in itself. */
static const struct {
	enum allocator_kind kind;
	const char *head, *tail;
} texts[] = {
    {ALLOCATOR_MIMALLOC, "environment option mimalloc_", "%s has an invalid value"},
    {ALLOCATOR_JEMALLOC, "<jemalloc>: Malformed ", "conf string"},
    {ALLOCATOR_TCMALLOC, "TCMALLOC_", "RELEASE_RATE"},
    {ALLOCATOR_GLIBC, "free(): invalid ", "pointer"},
};

/* mallocng's size classes, in units of 16 bytes. One less each, for the same
 * reason. */
static const uint16_t size_classes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 17, 19, 24, 30, 35,
    41, 49, 62, 71, 83, 101, 126, 145, 169, 203, 254, 291, 339, 408, 510, 583, 681, 817, 1022, 1168,
    1363, 1636, 2046, 2339, 2729, 3275, 4094, 4679, 5459, 6551, 8190};

/* The bins of musl's former malloc; one less each. */
static const unsigned char old_bins[] = {31, 32, 33, 34, 35, 35, 36, 36, 37, 37, 38, 38, 39, 39, 39,
    39, 40, 40, 40, 40, 41, 41, 41, 41, 42, 42, 42, 42, 43, 43, 43, 43, 43, 43, 43, 43, 44, 44, 44,
    44, 44, 44, 44, 44, 45, 45, 45, 45, 45, 45, 45, 45, 46, 46, 46, 46, 46, 46, 46, 46};

/* Bytes that are looked for. */
struct pattern {
	const void *bytes;
	size_t length;
};

/* The next place of the pattern in the bytes from `*at` on, which is then
 * behind it; NULL: none. */
static const unsigned char *
find_next(const struct pattern *pattern, const unsigned char **at, const unsigned char *end)
{
	const unsigned char *found =
	    memmem(*at, (size_t)(end - *at), pattern->bytes, pattern->length);

	if (found != NULL)
		*at = found + pattern->length;
	return found;
}

/* The segments that are loaded, as far as they are looked at. */
struct scan {
	const struct elf_file *elf;
	size_t next;
	uint64_t left;
	const unsigned char *bytes, *end;
};

static bool
next_segment(struct scan *scan)
{
	const struct elf_segment *segment;
	uint64_t size;

	while (scan->next < scan->elf->segment_count && scan->left > 0) {
		segment = &scan->elf->segments[scan->next++];
		if (segment->type != PT_LOAD || segment->file_size == 0)
			continue;
		size = segment->file_size < scan->left ? segment->file_size : scan->left;
		scan->left -= size;
		scan->bytes = scan->elf->bytes + segment->offset;
		scan->end = scan->bytes + size;
		return true;
	}
	return false;
}

static bool
holds(const struct elf_file *elf, const struct pattern *pattern)
{
	struct scan scan = {.elf = elf, .left = SCAN_LIMIT};

	while (next_segment(&scan))
		if (find_next(pattern, &scan.bytes, scan.end) != NULL)
			return true;
	return false;
}

static bool
holds_size_classes(const struct elf_file *elf)
{
	unsigned char bytes[2 * ARRAY_SIZE(size_classes)];
	struct pattern pattern = {bytes, sizeof(bytes)};
	unsigned big = elf->data == ELFDATA2MSB;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(size_classes); i++) {
		unsigned class = size_classes[i] + 1U;

		bytes[2 * i + big] = (unsigned char)(class & 0xff);
		bytes[2 * i + 1 - big] = (unsigned char)(class >> 8);
	}
	return holds(elf, &pattern);
}

static bool
holds_old_bins(const struct elf_file *elf)
{
	unsigned char bytes[ARRAY_SIZE(old_bins)];
	struct pattern pattern = {bytes, sizeof(bytes)};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(old_bins); i++)
		bytes[i] = (unsigned char)(old_bins[i] + 1);
	return holds(elf, &pattern);
}

/* How many bytes from there are digits and dots, a digit first. */
static size_t
version_length(const unsigned char *at, const unsigned char *end)
{
	size_t length = 0;

	while (at + length < end && length <= LONGEST_VERSION &&
	    ((at[length] >= '0' && at[length] <= '9') || (length > 0 && at[length] == '.')))
		length++;
	return length > LONGEST_VERSION ? 0 : length;
}

/* "\0name 2.0.9": mote's port says so, mimalloc itself does not. */
static const char *
named_version(const struct elf_file *elf, struct arena *arena, const char *name)
{
	char *mark = arena_printf(arena, "_%s ", name);
	struct pattern pattern = {mark, strlen(mark)};
	struct scan scan = {.elf = elf, .left = SCAN_LIMIT};
	size_t length;

	mark[0] = '\0';
	while (next_segment(&scan))
		while (find_next(&pattern, &scan.bytes, scan.end) != NULL) {
			length = version_length(scan.bytes, scan.end);
			if (length > 0 && scan.bytes + length < scan.end &&
			    scan.bytes[length] == '\0')
				return arena_copy(arena, scan.bytes, length);
		}
	return NULL;
}

/* The version before "-g" and a revision, in
 * "\0005.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c". */
static const char *
version_before(struct arena *arena, const unsigned char *start, const unsigned char *dash)
{
	const unsigned char *at = dash;
	size_t length;

	while (at > start && dash - at <= LONGEST_VERSION && at[-1] != '\0')
		at--;
	if (at == start || at[-1] != '\0')
		return NULL;
	length = version_length(at, dash);
	/* 0.0.0 is what a build from a bare archive says */
	if (length == 0 || at[length] != '-' || at[0] == '0')
		return NULL;
	return arena_copy(arena, at, length);
}

static bool
is_revision(const unsigned char *at, const unsigned char *end)
{
	size_t i;

	if (end - at < REVISION_DIGITS)
		return false;
	for (i = 0; i < REVISION_DIGITS; i++)
		if ((at[i] < '0' || at[i] > '9') && (at[i] < 'a' || at[i] > 'f'))
			return false;
	return true;
}

static const char *
revised_version(const struct elf_file *elf, struct arena *arena)
{
	static const struct pattern pattern = {"-g", 2};
	struct scan scan = {.elf = elf, .left = SCAN_LIMIT};
	const char *version;

	while (next_segment(&scan)) {
		const unsigned char *start = scan.bytes, *dash;

		while ((dash = find_next(&pattern, &scan.bytes, scan.end)) != NULL) {
			version = is_revision(scan.bytes, scan.end)
			    ? version_before(arena, start, dash)
			    : NULL;
			if (version != NULL)
				return version;
		}
	}
	return NULL;
}

static void
look_at_libraries(
    const struct elf_file *elf, struct arena *arena, struct elf_allocators *allocators)
{
	static const struct {
		enum allocator_kind kind;
		const char *start;
	} libraries[] = {{ALLOCATOR_MIMALLOC, "libmimalloc"}, {ALLOCATOR_JEMALLOC, "libjemalloc"},
	    {ALLOCATOR_TCMALLOC, "libtcmalloc"}};
	struct text_list names = {0};
	size_t i, k;

	elf_table_needed(elf, arena, NEEDED_LIMIT, &names);
	allocators->shared = names.count > 0 || elf_table_segment(elf, PT_INTERP) != NULL;
	for (i = 0; i < names.count; i++)
		for (k = 0; k < ARRAY_SIZE(libraries); k++)
			if (text_starts_with(names.items[i], libraries[k].start))
				allocators->found[libraries[k].kind] = true;
}

/* One that no mark belongs to, and musl's for programs that never free, which
 * has no constants. */
static void
look_at_symbols(const struct elf_file *elf, struct elf_allocators *allocators)
{
	struct elf_symbols symbols = elf_table_symbols(elf);
	bool any = false, simple = false;
	size_t i;

	for (i = 0; i < symbols.count; i++) {
		struct elf_symbol symbol = elf_table_symbol(&symbols, i);

		if (symbol.section == SHN_UNDEF)
			continue;
		any |= strcmp(symbol.name, "malloc") == 0;
		simple |= strcmp(symbol.name, "__libc_malloc_impl") == 0;
	}
	allocators->other = any ? ANSWER_YES : symbols.count > 0 ? ANSWER_NO : ANSWER_UNKNOWN;
	for (i = 0; i < ALLOCATOR_KINDS; i++)
		simple &= !allocators->found[i];
	allocators->found[ALLOCATOR_MUSL_SIMPLE] = simple;
}

struct elf_allocators
elf_allocators_of(const struct elf_file *elf, const struct elf_file *symbols, struct arena *arena)
{
	struct elf_allocators allocators = {0};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		char *whole = arena_printf(arena, "%s%s", texts[i].head, texts[i].tail);
		const struct pattern pattern = {whole, strlen(whole)};

		allocators.found[texts[i].kind] = holds(elf, &pattern);
	}
	allocators.found[ALLOCATOR_MUSL] = holds_size_classes(elf);
	allocators.found[ALLOCATOR_MUSL_OLD] = holds_old_bins(elf);
	allocators.found[ALLOCATOR_GO] = elf_table_section(elf, ".go.buildinfo") != NULL;
	look_at_libraries(elf, arena, &allocators);
	look_at_symbols(symbols, &allocators);
	if (allocators.found[ALLOCATOR_MIMALLOC])
		allocators.versions[ALLOCATOR_MIMALLOC] = named_version(elf, arena, "mimalloc");
	if (allocators.found[ALLOCATOR_JEMALLOC])
		allocators.versions[ALLOCATOR_JEMALLOC] = revised_version(elf, arena);
	for (i = 0; i < ALLOCATOR_KINDS; i++)
		allocators.count += allocators.found[i];
	return allocators;
}

const char *
elf_allocator_name(enum allocator_kind kind)
{
	static const char *const names[] = {"mimalloc", "jemalloc", "tcmalloc", "glibc",
	    "musl (mallocng)", "musl (oldmalloc)", "musl (without free)", "Go's"};

	return names[kind];
}

const char *
elf_allocators_text(const struct elf_allocators *allocators, struct arena *arena)
{
	struct text_list names = {0};
	size_t i;

	for (i = 0; i < ALLOCATOR_KINDS; i++)
		if (allocators->found[i])
			text_list_add(&names, arena,
			    arena_printf(arena, "%s%s%s", elf_allocator_name(i),
				allocators->versions[i] != NULL ? " " : "",
				allocators->versions[i] != NULL ? allocators->versions[i] : ""));
	if (names.count > 0)
		return text_list_join(&names, arena, " and ");
	if (allocators->shared)
		return "unknown (a shared library has it)";
	if (allocators->other == ANSWER_UNKNOWN)
		return "unknown (stripped)";
	return allocators->other == ANSWER_YES ? "unknown" : "none";
}
