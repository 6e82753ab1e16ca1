#include "builder/stage_sandbox.h"

#include "toolchain/foreign_toolchain.h"

struct sandbox
stage_sandbox(const struct stage_context *stage)
{
	const struct stage_place *place = &stage->place;
	const struct foreign_toolchain *foreign = stage->tools.toolchain.foreign;
	struct sandbox sandbox = {.rung = place->rung,
	    .watch = stage->watch,
	    .output = stage->output,
	    .hidden = {place->git_places, stage_work_path(place, "empty"),
		stage_work_path(place, "closed")}};
	size_t i;

	sandbox_add_bind(
	    &sandbox, place->bound, stage->spec->build.at, stage->spec->build.run.count > 0);
	sandbox_add_bind(&sandbox, stage_work_path(place, "build"), "/build", true);
	sandbox_add_bind(&sandbox, stage_work_path(place, "tmp"), "/tmp", true);
	sandbox_add_bind(&sandbox, stage_work_path(place, "shm"), "/dev/shm", true);
	sandbox_add_bind(&sandbox, stage_work_path(place, "etc/passwd"), "/etc/passwd", false);
	sandbox_add_bind(&sandbox, stage_work_path(place, "etc/group"), "/etc/group", false);
	sandbox_add_bind(&sandbox, stage->tools.toolchain.folder, "/toolchain", false);
	for (i = 0; foreign != NULL && i < foreign->shown.count; i++)
		sandbox_add_bind(&sandbox, foreign->shown.items[i], foreign->shown.items[i], false);
	if (stage->tools.ports.count > 0)
		sandbox_add_bind(&sandbox, stage->tools.ports_folder, "/ports", false);
	stage_root_bind(stage, &sandbox);
	stage_wrapper_bind(&stage->wrapper, &sandbox);
	return sandbox;
}
