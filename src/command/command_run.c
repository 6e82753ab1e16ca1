#include "base/file.h"
#include "base/process.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/image_flags.h"
#include "command/run_plan.h"
#include "command/verbs.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int
take_env(void *context, struct arena *arena, const char *value, struct error *err)
{
	if (strchr(value, '=') == NULL || value[0] == '=')
		return error_set(err, ERROR_USAGE, "--env wants NAME=VALUE, not \"%s\"", value);
	text_list_add(&((struct run_wishes *)context)->env, arena, value);
	return 0;
}

static int
take_user(void *context, struct arena *arena UNUSED, const char *value, struct error *err UNUSED)
{
	((struct run_wishes *)context)->user = value;
	return 0;
}

static int
take_entrypoint(
    void *context, struct arena *arena UNUSED, const char *value, struct error *err UNUSED)
{
	((struct run_wishes *)context)->entrypoint = value;
	return 0;
}

static int
take_workdir(void *context, struct arena *arena UNUSED, const char *value, struct error *err UNUSED)
{
	((struct run_wishes *)context)->workdir = value;
	return 0;
}

static int
take_network(void *context, struct arena *arena UNUSED, const char *value, struct error *err)
{
	bool none = strcmp(value, "none") == 0;

	if (!none && strcmp(value, "host") != 0)
		return error_set(
		    err, ERROR_USAGE, "unknown network \"%s\": it is host or none", value);
	((struct run_wishes *)context)->no_network = none;
	return 0;
}

static int
take_emulator(
    void *context, struct arena *arena UNUSED, const char *value, struct error *err UNUSED)
{
	((struct run_wishes *)context)->emulator = value;
	return 0;
}

static const struct flag own_flags[] = {
    {"env", 'e', "NAME=VALUE", "one more variable", take_env},
    {"user", 'u', "USER", "instead of the image's", take_user},
    {"workdir", 'w', "DIR", "instead of the image's", take_workdir},
    {"entrypoint", 0, "PATH", "instead of the image's; its cmd is left away", take_entrypoint},
    {"network", 0, "HOW", "host (as it is) or none", take_network},
    {"emulator", 0, "PROGRAM", "a static emulator for an image of another processor",
	take_emulator},
    {0},
};

/* bubblewrap tells the process it started through a pipe, as JSON. */
struct started {
	int info[2];
};

static void
scope_started(struct started *started)
{
	scope_fd(&started->info[0]);
	scope_fd(&started->info[1]);
}

static int
keep_info_open(void *context, struct error *err)
{
	const struct started *started = context;

	if (fcntl(started->info[1], F_SETFD, 0) != 0)
		return error_errno(err, "cannot start bubblewrap");
	return 0;
}

/* Hands a signal to the program itself, which is a grandchild. */
static void
pass_to_program(void *context, int number)
{
	const struct started *started = context;
	char info[512];
	ssize_t got = read(started->info[0], info, sizeof(info) - 1);
	const char *at;
	long pid = 0;

	if (got <= 0)
		return;
	info[got] = '\0';
	at = strstr(info, "\"child-pid\":");
	if (at != NULL)
		pid = strtol(at + strlen("\"child-pid\":"), NULL, 10);
	if (pid > 1)
		kill((pid_t)pid, number);
}

static int
start(struct command_call *call, const struct run_plan *plan, struct error *err)
{
	SCOPED(started) struct started started = {{-1, -1}};
	struct process_options options = {
	    .arguments = plan->arguments,
	    .inherit_input = true,
	    .before_exec = keep_info_open,
	    .before_exec_context = &started,
	    .pass_signal = pass_to_program,
	    .pass_signal_context = &started,
	};

	if (pipe2(started.info, O_CLOEXEC) != 0 ||
	    dup3(started.info[1], RUN_INFO_FD, O_CLOEXEC) < 0)
		return error_errno(err, "cannot start bubblewrap");
	scope_fd(&started.info[1]);
	started.info[1] = RUN_INFO_FD;
	/* read only when a signal comes, and then it must not wait */
	if (fcntl(started.info[0], F_SETFL, O_NONBLOCK) != 0)
		return error_errno(err, "cannot start bubblewrap");
	return process_run(&options, &call->exit_status, err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	SCOPED(transport_source) struct transport_source source = {0};
	SCOPED(temporary_folder) struct temporary_folder root = {0};
	struct arena *arena = call->arena;
	const struct platform *platform = NULL;
	struct run_wishes wishes = {0};
	const struct flag_group groups[] = {
	    {NULL, own_flags, &wishes}, {NULL, image_platform_flags, &platform}, {0}};
	const struct image_manifest *manifest;
	struct flag_result flags;
	struct run_plan plan;
	struct image image;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count == 0)
		return error_set(err, ERROR_USAGE, "run takes an image; usage: %s", self->usage);
	wishes.arguments = flags.operands + 1;
	if (image_open(arena, flags.operands[0], &source, &image, err) != 0)
		return -1;
	wishes.root = root.path;
	manifest = image_pick(&image, platform, err);
	if (manifest == NULL || temporary_folder_make(&root, err) != 0 ||
	    image_unpack(&source.store, manifest, root.path, err) != 0 ||
	    run_plan_make(arena, manifest, &wishes, &plan, err) != 0)
		return -1;
	return start(call, &plan, err);
}

const struct command command_run = {
    .name = "run",
    .usage = "mote run [FLAG...] IMAGE [ARG...]",
    .summary = "start an image for a smoke test, with no file but its own",
    .operands_end_flags = true,
    .run = run,
};
