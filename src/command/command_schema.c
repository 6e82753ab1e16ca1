#include "base/json.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/verbs.h"
#include "spec/spec_schema.h"

static const struct flag flags[] = {{0}};

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	const struct flag_group groups[] = {{NULL, NULL, flags, NULL}, {0}};
	SCOPED(json) json_t *schema = NULL;
	struct flag_result result;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (result.operand_count > 0)
		return error_set(
		    err, ERROR_USAGE, "schema takes no operand \"%s\"", result.operands[0]);
	schema = spec_schema(call->arena);
	return command_print(json_pretty(call->arena, schema), err);
}

const struct command command_schema = {
    .name = "schema",
    .usage = "mote schema",
    .summary = "print the JSON schema of mote.yaml, for editors",
    .minor = true,
    .run = run,
};
