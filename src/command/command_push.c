#include "command/command.h"
#include "command/image_copy.h"
#include "command/verbs.h"

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct copy_options options = {0};
	const struct flag_group groups[] = {COPY_FLAG_GROUPS(&options),
	    {"registry", NULL, registry_push_flags, &options.access}, {0}};
	struct copy_route route = {0};
	struct flag_result flags;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count < 2)
		return error_set(err, ERROR_USAGE,
		    "push takes an image and the repositories that it goes to; usage: %s",
		    self->usage);
	if (reference_parse_source(call->arena, flags.operands[0], &route.from, err) != 0)
		return -1;
	route.targets = arena_array(call->arena, flags.operand_count - 1, sizeof(*route.targets));
	for (; route.count + 1 < flags.operand_count; route.count++) {
		const char *text = flags.operands[route.count + 1];
		struct reference *target = &route.targets[route.count];

		if (reference_parse_registry(call->arena, text, target, err) != 0 ||
		    reference_check_target(text, target, err) != 0)
			return -1;
	}
	return image_copy(call->arena, &options, &route, err);
}

const struct command command_push = {
    .name = "push",
    .usage = "mote push [FLAG...] IMAGE HOST/NAME[:TAG]...",
    .summary = "push an image to repositories of registries",
    .operands = "IMAGE",
    .run = run,
};
