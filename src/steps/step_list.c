#include "steps/steps.h"

#include "base/file.h"

#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static void
add_string(struct text *text, const char *string)
{
	text_append(text, string, strlen(string) + 1);
}

void
step_list_begin(struct step_list *list, struct arena *arena, const char *folder, unsigned jobs)
{
	text_init(&list->text, arena);
	add_string(&list->text, folder);
	add_string(&list->text, arena_printf(arena, "%u", jobs));
}

void
step_list_add(struct step_list *list, const struct step *step, const struct text_list *command)
{
	struct text *text = &list->text;
	size_t i;

	add_string(text, arena_printf(text->arena, "%d", (int)step->kind));
	add_string(text, step->name);
	add_string(text, step->shown);
	add_string(text, step->words);
	add_string(text, arena_printf(text->arena, "%zu", command->count));
	for (i = 0; i < command->count; i++)
		add_string(text, command->items[i]);
}

enum { PATH_LIMIT = 4096 };

/* A static program, which the Makefile links to a mote that is not static. */
extern const char step_crew_bytes[] __attribute__((weak));
extern const uint64_t step_crew_size __attribute__((weak));

/* The kernel loads no interpreter for a static program. */
static bool
is_static(void)
{
	return getauxval(AT_BASE) == 0;
}

int
step_crew_provide(
    struct arena *arena, const char *place, const char **ret_program, struct error *err)
{
	char path[PATH_LIMIT];
	ssize_t length;

	if (!is_static() && &step_crew_size != NULL) {
		*ret_program = place;
		return file_write(place, step_crew_bytes, (size_t)step_crew_size, 0755, err);
	}
	length = readlink("/proc/self/exe", path, sizeof(path));
	if (length < 0 || (size_t)length == sizeof(path))
		return error_errno(err, "cannot read the link \"/proc/self/exe\"");
	*ret_program = arena_copy(arena, path, (size_t)length);
	return 0;
}
