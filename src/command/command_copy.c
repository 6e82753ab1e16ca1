#include "command/command.h"
#include "command/image_copy.h"
#include "command/verbs.h"

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct copy_options options = {0};
	const struct flag_group groups[] = {COPY_FLAG_GROUPS(&options),
	    {"registry", NULL, registry_push_flags, &options.access}, {0}};
	struct reference target;
	struct copy_route route = {.targets = &target, .count = 1};
	struct flag_result flags;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count != 2)
		return error_set(
		    err, ERROR_USAGE, "copy takes where from and where to; usage: %s", self->usage);
	if (reference_parse_source(call->arena, flags.operands[0], &route.from, err) != 0 ||
	    reference_parse_target(call->arena, flags.operands[1], &target, err) != 0)
		return -1;
	return image_copy(call->arena, &options, &route, err);
}

const struct command command_copy = {
    .name = "copy",
    .usage = "mote copy [FLAG...] IMAGE TARGET",
    .summary = "copy an image between registries, engines, folders and archives",
    .operands = "IMAGE",
    .run = run,
};
