#include "builder/stage_run.h"

#include "base/log.h"
#include "base/path.h"
#include "builder/source_copy.h"
#include "builder/stage_environment.h"
#include "builder/stage_failure.h"
#include "builder/stage_sandbox.h"

#include <string.h>

int
stage_run_plan(const struct stage_context *stage, struct stage_result *result, struct error *err)
{
	const struct text_list *outputs = &stage->spec->build.output;
	size_t i, k;

	if (outputs->count == 0)
		return error_set(err, ERROR_USAGE,
		    "\"run\" needs \"output\": the path of the executable that the commands make");
	result->programs = arena_array(stage->arena, outputs->count, sizeof(*result->programs));
	for (i = 0; i < outputs->count; i++) {
		const char *name = path_base(outputs->items[i]);

		if (name[0] == '\0' || path_climbs(outputs->items[i]))
			return error_set(err, ERROR_USAGE,
			    "output \"%s\" must name a file inside the source folder, or \"/...\" below "
			    "DESTDIR",
			    outputs->items[i]);
		for (k = 0; k < i; k++)
			if (strcmp(name, result->programs[k].name) == 0)
				return error_set(err, ERROR_USAGE,
				    "two outputs are called \"%s\"; give one another name", name);
		result->programs[i] = (struct stage_program){outputs->items[i], name,
		    outputs->items[i][0] == '/' ? outputs->items[i] : NULL};
	}
	result->program_count = result->program_capacity = outputs->count;
	return 0;
}

int
stage_run_copy(struct stage_context *stage, struct error *err)
{
	stage->place.folder = stage->place.bound = stage_work_path(&stage->place, "src");
	return source_copy(stage->place.source, stage->place.folder, &stage->filter, err);
}

int
stage_run(const struct stage_context *stage, struct error *err)
{
	const struct text_list *commands = &stage->spec->build.run;
	struct sandbox sandbox = stage_sandbox(stage);
	size_t i;

	sandbox.lend_jobs = true;
	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder = sandbox_path(stage->arena, &sandbox, stage->place.folder);
	for (i = 0; i < commands->count; i++) {
		const char *arguments[] = {"/bin/sh", "-e", "-c", "--", commands->items[i], NULL};
		int status;

		log_detail("run: %s", commands->items[i]);
		log_part("%.*s", (int)strcspn(commands->items[i], "\n"), commands->items[i]);
		if (sandbox_run(stage->arena, &sandbox, arguments, &status, err) != 0)
			return -1;
		if (status != 0)
			return stage_build_failed(stage, commands->items[i], status, err);
	}
	return 0;
}
