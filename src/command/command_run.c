#include "base/file.h"
#include "base/process.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/image_flags.h"
#include "command/run_plan.h"
#include "command/verbs.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
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

/* bubblewrap tells which process it started through a pipe, as JSON. */
struct started {
	int info[2];
	char said[1024]; /* so far */
	size_t length;
	int ended_by; /* the signal whose default action was taken for the program; 0: none */
};

static void
scope_started(struct started *started)
{
	scope_fd(&started->info[0]);
	scope_fd(&started->info[1]);
}

/* What else is open in mote, or was when it was started, is nothing for the program. */
static int
keep_only_info_open(void *context, struct error *err)
{
	const struct started *started = context;

	(void)syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	if (fcntl(started->info[1], F_SETFD, 0) != 0)
		return error_errno(err, "cannot start bubblewrap");
	return 0;
}

/* The program itself is a grandchild; 0: bubblewrap did not say yet. */
static pid_t
find_program(struct started *started)
{
	static const char key[] = "\"child-pid\":";
	ssize_t got = read(started->info[0], started->said + started->length,
	    sizeof(started->said) - 1 - started->length);
	const char *at;

	if (got > 0)
		started->length += (size_t)got;
	at = strchr(started->said, '}') == NULL ? NULL : strstr(started->said, key);
	return at == NULL ? 0 : (pid_t)strtol(at + sizeof(key) - 1, NULL, 10);
}

/* Whether the program handles or ignores the signal, as the kernel tells of it. One that it blocks it handles
 * by signalfd() or sigwait(). */
static bool
minds(pid_t program, int number)
{
	static const char *const masks[] = {"\nSigCgt:", "\nSigIgn:", "\nSigBlk:"};
	struct arena arena = {0};
	struct error ignored;
	struct text status;
	bool found = false;
	size_t i;

	if (file_read(&arena, arena_printf(&arena, "/proc/%ld/status", (long)program), 64 << 10,
		&status, &ignored) == 0) {
		for (i = 0; i < ARRAY_SIZE(masks); i++) {
			const char *at = strstr(text_string(&status), masks[i]);

			if (at != NULL)
				found |=
				    strtoull(at + strlen(masks[i]), NULL, 16) >> (number - 1) & 1;
		}
	}
	arena_release(&arena);
	return found;
}

/* The kernel keeps a signal that a first process does not handle from it; a program that is tried by hand is
 * to end all the same, as it would anywhere else. */
static bool
pass_to_program(void *context, int number)
{
	struct started *started = context;
	pid_t program = find_program(started);

	if (program <= 1)
		return false;
	if (minds(program, number)) {
		kill(program, number);
	} else {
		started->ended_by = number;
		kill(program, SIGKILL);
	}
	return true;
}

static int
start(struct command_call *call, const struct run_plan *plan, struct started *started,
    struct error *err)
{
	struct process_options options = {
	    .arguments = plan->arguments,
	    .inherit_input = true,
	    .before_exec = keep_only_info_open,
	    .before_exec_context = started,
	    .pass_signal = pass_to_program,
	    .pass_signal_context = started,
	};

	/* read only when a signal comes, and then it must not wait */
	if (fcntl(started->info[0], F_SETFL, O_NONBLOCK) != 0)
		return error_errno(err, "cannot start bubblewrap");
	if (process_run(&options, &call->exit_status, err) != 0)
		return -1;
	if (call->exit_status != 0 && find_program(started) == 0)
		return error_set(err, ERROR_FAILED,
		    "bubblewrap made no sandbox for the image; are user namespaces blocked here?");
	if (started->ended_by != 0 && call->exit_status == 128 + SIGKILL)
		call->exit_status = 128 + started->ended_by;
	return 0;
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	SCOPED(transport_source) struct transport_source source = {0};
	SCOPED(temporary_folder) struct temporary_folder root = {0};
	struct arena *arena = call->arena;
	const struct platform *platform = NULL;
	struct run_wishes wishes = {0};
	struct registry_access access = {0};
	const struct flag_group groups[] = {{NULL, own_flags, &wishes},
	    {NULL, image_platform_flags, &platform},
	    {REGISTRY_FLAGS_TITLE, registry_flags, &access}, {0}};
	struct image_operand operand = {NULL, &access};
	SCOPED(started) struct started started = {.info = {-1, -1}};
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
	operand.text = flags.operands[0];
	if (image_open(arena, &operand, &source, &image, err) != 0)
		return -1;
	if (pipe2(started.info, O_CLOEXEC) != 0)
		return error_errno(err, "cannot start bubblewrap");
	wishes.info_fd = started.info[1];
	wishes.root = root.path;
	manifest = image_pick(&image, platform, err);
	if (manifest == NULL || temporary_folder_make(&root, err) != 0 ||
	    image_unpack(&source.store, manifest, root.path, err) != 0 ||
	    run_plan_make(arena, manifest, &wishes, &plan, err) != 0)
		return -1;
	return start(call, &plan, &started, err);
}

const struct command command_run = {
    .name = "run",
    .usage = "mote run [FLAG...] IMAGE [ARG...]",
    .summary = "start an image for a smoke test, with no file but its own",
    .operands_end_flags = true,
    .run = run,
};
