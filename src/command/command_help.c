#include "command/command.h"
#include "command/verbs.h"

static const struct flag flags[] = {{0}};

/* Shows the help of one verb: the verb itself prints it, because it alone knows
 * its flags. */
static int
show_verb(struct command_call *call, const char *name, const char *group, struct error *err)
{
	const struct command *command = command_find(call->arena, call->commands, name, err);
	const char *help = group == NULL ? "--help" : arena_printf(call->arena, "--help=%s", group);
	const char *const arguments[] = {help, NULL};
	struct command_call inner = *call;

	if (command == NULL)
		return -1;
	inner.arguments = arguments;
	return command->run(command, &inner, err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	const struct flag_group groups[] = {{NULL, NULL, flags, NULL}, {0}};
	struct flag_result result;
	struct text list;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (result.operand_count > 2)
		return error_set(err, ERROR_USAGE,
		    "help takes a verb and a group of flags; usage: %s", self->usage);
	if (result.operand_count > 0)
		return show_verb(call, result.operands[0], result.operands[1], err);
	text_init(&list, call->arena);
	command_list(&list, call->commands);
	return command_print(text_string(&list), err);
}

const struct command command_help = {
    .name = "help",
    .usage = "mote help [VERB [GROUP | all]]",
    .summary = "list the verbs, or the flags of one verb: a group of them, or all",
    .operands = "VERB",
    .minor = true,
    .run = run,
};
