#include "toolchain/target.h"

#include "base/template.h"
#include "toolchain/recipes.h"

const char *
target_value(struct arena *arena, const struct platform *platform, const char *name)
{
	const struct template *file =
	    template_find(arena_printf(arena, "toolchain/targets/%s", platform->target));

	return file == NULL ? ""
			    : recipes_line(arena, file->bytes, arena_printf(arena, "%s=", name));
}
