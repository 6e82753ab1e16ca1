#include "builder/stage_open.h"

#include "base/path.h"
#include "builder/earlier_archive.h"
#include "builder/foreign_drivers.h"
#include "builder/source_copy.h"
#include "sandbox/limit_watch.h"

#include <string.h>

bool
stage_has_commands(const struct stage_context *stage)
{
	return stage->spec->build.run.count > 0;
}

int
stage_open(struct arena *arena, const struct stage_request *request,
    struct stage_context *ret_stage, struct error *err)
{
	const struct spec *spec = request->spec;
	struct stage_context stage = {.arena = arena,
	    .spec = spec,
	    .cache = *request->cache,
	    .shell = request->shell || spec->build.keep_stage};

	if (stage_place_find(arena, spec, &stage.place, err) != 0 ||
	    stage_tools_find(arena, request, &stage.tools, err) != 0 ||
	    stage_root_find(&stage, err) != 0)
		return -1;
	stage.cache.read_only = stage_wrapper_hides_inputs(&stage);
	/* mote.yaml is no part of the source either: the key has those of its
	 * values that concern the build */
	stage.filter = source_filter_of(arena, spec, spec->file);
	if (stage_has_commands(&stage))
		earlier_archive_leave_out(arena, spec, &stage.filter);
	*ret_stage = stage;
	return 0;
}

char *
stage_file_name(const struct stage_context *stage)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	char *name = arena_printf(stage->arena, "%s-%s", path_base(stage->spec->name),
		 stage->tools.toolchain.platform->target),
	     *at = name;

	while (at += strspn(at, plain), *at != '\0')
		*at = '-';
	return name;
}

int
stage_prepare(struct stage_context *stage, int *ret_lock, struct error *err)
{
	/* the private copy of `run` has no places of git */
	if (!stage_has_commands(stage) && stage_place_hide_git(&stage->place, err) != 0)
		return -1;
	stage->watch = arena_alloc(stage->arena, sizeof(*stage->watch));
	limit_watch_begin(stage->watch, &stage->spec->build.limits, stage->place.work);
	if (stage_wrapper_choose(stage, ret_lock, err) != 0)
		return -1;
	return stage->tools.toolchain.foreign == NULL ? 0 : foreign_drivers_make(stage, err);
}
