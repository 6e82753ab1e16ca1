#include "rootfs/programs.h"

#include "base/path.h"
#include "builder/source_copy.h"
#include "elf/elf_policy.h"

#include <string.h>

static void
add_program(struct programs *programs, struct arena *arena, const struct program *program)
{
	programs->items = arena_grow(
	    arena, programs->items, programs->count, &programs->capacity, sizeof(*programs->items));
	programs->items[programs->count++] = *program;
}

struct programs
programs_of_stage(
    struct arena *arena, const struct platform *platform, const struct stage_result *stage)
{
	struct programs programs = {
	    .platform = platform, .built = true, .installed = stage->installed};
	size_t i;

	for (i = 0; i < stage->program_count; i++) {
		const struct stage_program *made = &stage->programs[i];

		add_program(&programs, arena,
		    &(struct program){
			made->path, made->name, made->name, made->image_path != NULL});
	}
	return programs;
}

int
programs_of_files(struct arena *arena, const struct spec *spec, struct programs **ret_rows,
    size_t *ret_count, struct error *err)
{
	const struct folder_filter filter = source_filter_of(arena, spec, NULL);
	struct programs *rows = arena_array(arena, spec->executables.count, sizeof(*rows));
	size_t count = 0, i, j;

	for (i = 0; i < spec->executables.count; i++) {
		const char *path = spec->executables.items[i];
		const struct named_elf subject = {path, path};
		const struct platform *platform;
		struct stat status;

		/* `mote pack *` also names the image of the last run: it is
		 * left out */
		if (i > 0 && stat(path, &status) == 0 && folder_filter_is_output(&filter, &status))
			continue;
		if (elf_policy_check_path(arena, &subject, NULL, &platform, err) != 0)
			return -1;
		for (j = 0; j < count && rows[j].platform != platform; j++)
			continue;
		if (j == count)
			rows[count++].platform = platform;
		add_program(&rows[j], arena, &(struct program){path, path_base(path), path, false});
	}
	*ret_rows = rows;
	*ret_count = count;
	return 0;
}

bool
programs_have_made(const struct programs *programs, const char *path)
{
	size_t i;

	for (i = 0; i < programs->count && programs->built; i++)
		if (strcmp(programs->items[i].path, path) == 0)
			return true;
	return programs->installed != NULL && path_is_inside(programs->installed, path);
}
