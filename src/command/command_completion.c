#include "base/file.h"
#include "base/template.h"
#include "command/command.h"
#include "command/completion.h"
#include "command/verbs.h"

#include <string.h>

static const struct flag flags[] = {{0}};

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	const struct flag_group groups[] = {{NULL, NULL, flags, NULL}, {0}};
	const struct template *script;
	struct flag_result result;
	const char *shell;

	/* "words" comes from the scripts; the words behind it are another
	 * command line, with flags of its own */
	if (call->question == NULL && call->arguments[0] != NULL &&
	    strcmp(call->arguments[0], "words") == 0)
		return completion_print(call, err);
	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (result.operand_count != 1)
		return error_set(
		    err, ERROR_USAGE, "completion takes a shell; usage: %s", self->usage);
	shell = result.operands[0];
	if (choice_find(shells, shell) < 0)
		return choice_refuse("shell", shells, shell, err);
	script = template_find(arena_printf(call->arena, "completion/mote.%s", shell));
	return command_print(script->bytes, err);
}

const struct command command_completion = {
    .name = "completion",
    .usage = "mote completion bash|zsh|fish",
    .summary = "print the script with which a shell completes mote",
    .operands = "SHELL",
    .minor = true,
    .run = run,
};
