#include "base/log.h"
#include "command/command.h"
#include "command/verbs.h"
#include "registry/credential.h"
#include "spec/reference.h"

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	const struct flag_group groups[] = {{0}};
	struct flag_result flags;
	const char *host, *where;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count != 1)
		return error_set(err, ERROR_USAGE, "logout takes one host; usage: %s", self->usage);
	host = flags.operands[0];
	if (reference_check_host(host, err) != 0 ||
	    credential_erase(call->arena, host, &where, err) != 0)
		return -1;
	log_note("logged out of %s, taken from %s", host, where);
	return 0;
}

const struct command command_logout = {
    .name = "logout",
    .usage = "mote logout HOST",
    .summary = "forget the password of a registry",
    .run = run,
};
