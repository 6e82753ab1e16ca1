#include "command/command.h"
#include "command/project.h"
#include "command/registry_flags.h"
#include "command/report.h"
#include "command/verbs.h"
#include "pipeline.h"
#include "spec/spec_flags.h"

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct arena *arena = call->arena;
	struct config_choice choice = {0};
	struct registry_access access = {0};
	struct spec spec = {0};
	const struct flag_group groups[] = {{NULL, NULL, config_flags, &choice},
	    spec_flags(arena, GROUP_BUILD, &spec), spec_flags(arena, GROUP_IMAGE, &spec),
	    spec_flags(arena, GROUP_OUTPUT, &spec), spec_flags(arena, GROUP_TRUST, &spec),
	    {REGISTRY_GROUP, registry_flags, &access},
	    {"registry", NULL, registry_push_flags, &access}, {0}};
	struct flag_result flags;
	struct pipeline_result result;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (project_read(arena, &flags, &choice, &spec, err) != 0)
		return -1;
	registry_access_set_all(spec.outputs, spec.output_count, &access);
	if (pipeline_build(arena, &spec, &result, err) != 0)
		return -1;
	if (report_write(arena, &spec, &result, err) != 0)
		return -1;
	*err = result.failure;
	return result.failure.kind == ERROR_NONE ? 0 : -1;
}

const struct command command_build = {
    .name = "build",
    .usage = "mote build [FLAG...] [DIR | FILE.c...]",
    .summary = "compile a program in an isolated stage, and put it into an image",
    .operands = "DIR FILE",
    .run = run,
};
