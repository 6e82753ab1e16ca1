#include "command/command.h"
#include "command/config_flags.h"
#include "command/registry_flags.h"
#include "command/report.h"
#include "command/verbs.h"
#include "pipeline.h"
#include "spec/spec_file.h"
#include "spec/spec_flags.h"
#include "spec/spec_trust.h"

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct arena *arena = call->arena;
	struct config_choice choice = {0};
	struct registry_access access = {0};
	struct spec spec = {0};
	const struct flag_group groups[] = {{NULL, NULL, config_flags, &choice},
	    spec_flags(arena, GROUP_IMAGE, &spec), spec_flags(arena, GROUP_OUTPUT, &spec),
	    spec_flags(arena, GROUP_TRUST, &spec), {REGISTRY_GROUP, registry_flags, &access},
	    {"registry", NULL, registry_push_flags, &access}, {0}};
	struct flag_result flags;
	struct pipeline_result result;
	size_t i;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count == 0)
		return error_set(err, ERROR_USAGE,
		    "no executable was given; \"mote build\" makes one from source");
	for (i = 0; i < flags.operand_count; i++)
		text_list_add(&spec.executables, arena, flags.operands[i]);
	spec_trust_environment(arena, &spec);
	if (choice.file != NULL &&
	    spec_file_read(arena, choice.file, choice.target, &spec, err) != 0)
		return -1;
	if (spec_environment(arena, &spec, err) != 0 || spec_finish(arena, &spec, err) != 0)
		return -1;
	registry_access_set_all(spec.outputs, spec.output_count, &access);
	if (pipeline_pack(arena, &spec, &result, err) != 0)
		return -1;
	return report_write(arena, &spec, &result, err);
}

const struct command command_pack = {
    .name = "pack",
    .usage = "mote pack [FLAG...] EXECUTABLE...",
    .summary = "put finished static executables into an image",
    .operands = "FILE",
    .run = run,
};
