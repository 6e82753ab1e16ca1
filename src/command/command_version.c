#include "base/version.h"
#include "command/command.h"
#include "command/verbs.h"

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	static const struct flag_group groups[] = {{0}};
	struct flag_result result;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (result.operand_count > 0)
		return error_set(
		    err, ERROR_USAGE, "version takes no operand \"%s\"", result.operands[0]);
	return command_print("mote " MOTE_VERSION "\n", err);
}

const struct command command_version = {
    .name = "version",
    .usage = "mote version",
    .summary = "print mote's version",
    .minor = true,
    .run = run,
};
