#include "elf/elf_needs.h"

#include "base/log.h"
#include "base/scope.h"
#include "elf/elf_table.h"

#include <elf.h>
#include <string.h>

static const struct elf_need known[] = {
    {"certs", "/etc/ssl/cert"},
    {"certs", "/etc/pki/tls/cert"},
    {"nsswitch", "/etc/nsswitch.conf"},
    {"passwd", "/etc/passwd"},
    {"passwd", "/etc/group"},
    {"tmp", "/tmp"},
    {"tmp", "/var/tmp"},
    {"tz", "/usr/share/zoneinfo"},
};

/* In what is loaded and may not be written: strings are constants. */
static bool
mentions(const struct elf_file *elf, const char *path)
{
	size_t length = strlen(path), i;

	for (i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->type == PT_LOAD && (segment->flags & PF_W) == 0 &&
		    memmem(elf->bytes + segment->offset, segment->file_size, path, length) != NULL)
			return true;
	}
	return false;
}

size_t
elf_needs_find(const struct elf_file *elf, struct arena *arena, const struct elf_need **ret_needs)
{
	struct elf_need *needs = arena_array(arena, ARRAY_SIZE(known), sizeof(*needs));
	size_t count = 0, i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if ((count == 0 || strcmp(needs[count - 1].with, known[i].with) != 0) &&
		    mentions(elf, known[i].path))
			needs[count++] = known[i];
	*ret_needs = needs;
	return count;
}

bool
elf_needs_dlopen(const struct elf_file *elf)
{
	uint64_t value;

	if (elf_table_segment(elf, PT_INTERP) != NULL || elf_table_dynamic(elf, DT_NEEDED, &value))
		return false;
	return mentions(elf, "Dynamic loading not supported");
}

void
elf_needs_warn_dlopen(struct arena *arena, const char *path, const char *called)
{
	SCOPED(elf_file) struct elf_file elf = {0};
	struct error ignored;

	if (elf_open(arena, path, called, &elf, &ignored) == 0 && elf_needs_dlopen(&elf))
		log_warning(
		    "%s calls dlopen, which fails in a static executable, always; what it would load "
		    "has to be linked in",
		    called);
}
