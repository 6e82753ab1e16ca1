#include "elf/elf_arm.h"

#include "elf/elf_table.h"

#include <elf.h>
#include <string.h>

enum { OLDEST = 5, USUAL = 7, TAG_FILE = 1, TAG_CPU_ARCH = 6, TAG_COMPATIBILITY = 32 };

/* The bytes of a section that are not read yet. */
struct cursor {
	const unsigned char *at, *end;
};

static uint64_t
take_number(struct cursor *cursor)
{
	uint64_t number = 0;
	unsigned shift = 0;

	while (cursor->at < cursor->end && shift < 63) {
		unsigned char byte = *cursor->at++;

		number |= (uint64_t)(byte & 0x7f) << shift;
		if ((byte & 0x80) == 0)
			break;
		shift += 7;
	}
	return number;
}

static void
skip_text(struct cursor *cursor)
{
	const unsigned char *nul = memchr(cursor->at, 0, (size_t)(cursor->end - cursor->at));

	cursor->at = nul == NULL ? cursor->end : nul + 1;
}

/* Tag_CPU_arch among the attributes of the whole file; -1: it is not among
 * them. */
static int
cpu_of(struct cursor *cursor)
{
	while (cursor->at < cursor->end) {
		uint64_t tag = take_number(cursor);

		if (tag == TAG_CPU_ARCH)
			return (int)(take_number(cursor) & 0xff);
		if (tag == TAG_COMPATIBILITY)
			(void)take_number(cursor);
		/* tags 4 and 5 are names; above 32 each odd tag has a text */
		if (tag == 4 || tag == 5 || tag == TAG_COMPATIBILITY || (tag > 32 && tag % 2 == 1))
			skip_text(cursor);
		else
			(void)take_number(cursor);
	}
	return -1;
}

/* The section begins with 'A'. Then come the vendors, each with a length and a
 * name, "aeabi" first; in it a tag and the length of the attributes behind
 * it. */
static int
cpu_of_attributes(const struct elf_file *elf)
{
	static const char vendor[] = "aeabi";
	const struct elf_section *section = elf_table_section(elf, ".ARM.attributes");
	const size_t head = 1 + 4 + sizeof(vendor);
	struct cursor cursor;

	if (section == NULL || section->type == SHT_NOBITS || section->offset > elf->size ||
	    section->size > elf->size - section->offset || section->size < head + 1 + 4)
		return -1;
	cursor.at = elf->bytes + section->offset;
	cursor.end = cursor.at + section->size;
	if (cursor.at[0] != 'A' || memcmp(cursor.at + 5, vendor, sizeof(vendor)) != 0 ||
	    cursor.at[head] != TAG_FILE)
		return -1;
	cursor.at += head + 1 + 4;
	return cpu_of(&cursor);
}

/* The list of processors has ARMv6-M and ARMv6S-M behind v7, as 11 and 12. */
static unsigned
level_of_cpu(int cpu)
{
	if (cpu < 0 || cpu == 10 || cpu > 12)
		return USUAL;
	return cpu < 6 ? OLDEST : 6;
}

/* GOARM of a Go program, 5 or 6; 0: another value, no Go program, or Go before
 * 1.18. */
static unsigned
level_of_go(const struct elf_file *elf)
{
	static const char setting[] = "\nbuild\tGOARM=";
	const unsigned char *at;

	if (elf_table_section(elf, ".go.buildinfo") == NULL)
		return 0;
	at = memmem(elf->bytes, elf->size, setting, sizeof(setting) - 1);
	if (at == NULL || at + sizeof(setting) > elf->bytes + elf->size)
		return 0;
	at += sizeof(setting) - 1;
	return *at == '5' || *at == '6' ? (unsigned)(*at - '0') : 0;
}

const struct platform *
elf_platform(const struct elf_file *elf)
{
	const struct platform *platform = platform_of_elf(elf->machine, elf->elf_class, elf->data);
	unsigned go;

	if (platform == NULL || elf->machine != EM_ARM)
		return platform;
	go = level_of_go(elf);
	return platform_of_arm(go != 0 ? go : level_of_cpu(cpu_of_attributes(elf)));
}
