#include "builder/stage_shell.h"
#include "cache/build_cache.h"
#include "command/command.h"
#include "command/project.h"
#include "command/verbs.h"
#include "spec/spec_flags.h"
#include "toolchain/provide.h"

struct shell_flags {
	const char *command, *stage;
};

static const struct flag own_flags[] = {
    {"command", 'c', "COMMAND", "run this instead of a shell with a prompt",
	FLAG_TEXT(struct shell_flags, command)},
    {"stage", 0, "DIR", "enter the stage that \"mote build --keep-stage\" left there",
	FLAG_TEXT(struct shell_flags, stage)},
    {0},
};

/* A shell is for one platform: that of this machine, where the project has
 * several and the user names none. */
static int
choose_platform(const struct spec *spec, const struct platform **ret_platform, struct error *err)
{
	const struct platform *host = platform_host();
	size_t i;

	*ret_platform = spec->platforms[0];
	if (spec->platform_count == 1)
		return 0;
	for (i = 0; i < spec->platform_count; i++)
		if (spec->platforms[i] == host) {
			*ret_platform = host;
			return 0;
		}
	return error_set(err, ERROR_USAGE,
	    "a shell is for one platform, and \"%s\" has %zu; name one with --platform",
	    spec->file == NULL ? "the command line" : spec->file, spec->platform_count);
}

static int
open_shell(
    struct command_call *call, const struct spec *spec, const char *command, struct error *err)
{
	enum isolation rung = ISOLATION_DEFAULT;
	struct build_cache cache;
	struct spec own = *spec;
	struct stage_request request = {.spec = &own, .rung = &rung, .cache = &cache};

	if (choose_platform(spec, &request.platform, err) != 0)
		return -1;
	own.platforms = &request.platform;
	own.platform_count = 1;
	build_cache_open(call->arena, &cache);
	if (provide_for_build(call->arena, &own, err) != 0)
		return -1;
	return stage_shell(call->arena, &request, command, &call->exit_status, err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct arena *arena = call->arena;
	struct config_choice choice = {0};
	struct shell_flags own = {0};
	struct spec spec = {0};
	const struct flag_group groups[] = {{NULL, NULL, own_flags, &own},
	    {NULL, NULL, config_flags, &choice}, spec_flags(arena, GROUP_BUILD, &spec),
	    spec_flags(arena, GROUP_TRUST, &spec), {0}};
	struct flag_result flags;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (own.stage == NULL)
		return project_read(arena, &flags, &choice, &spec, err) != 0
		    ? -1
		    : open_shell(call, &spec, own.command, err);
	if (flags.operand_count > 0)
		return error_set(err, ERROR_USAGE,
		    "--stage names the stage; \"%s\" is one operand too many", flags.operands[0]);
	return stage_shell_kept(arena, own.stage, own.command, &call->exit_status, err);
}

const struct command command_shell = {
    .name = "shell",
    .usage = "mote shell [FLAG...] [DIR | FILE.c...]",
    .summary = "open a shell in the stage in which a build runs",
    .operands = "DIR FILE",
    .run = run,
};
