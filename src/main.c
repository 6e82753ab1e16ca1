#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/stop_signal.h"
#include "base/text.h"
#include "command/command.h"
#include "command/verbs.h"
#include "steps/steps.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Without a verb: the list of verbs, where an error would stand. */
static int
show_verbs(struct command_call *call, struct error *err)
{
	struct text list;

	text_init(&list, call->arena);
	command_list(&list, call->commands);
	call->exit_status = ERROR_USAGE;
	return file_write_all(
	    STDERR_FILENO, text_string(&list), list.length, "standard error", err);
}

static int
dispatch(struct command_call *call, struct error *err)
{
	const char *verb = call->arguments[0];
	const struct command *command;

	if (verb == NULL)
		return show_verbs(call, err);
	if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0)
		verb = "help";
	if (strcmp(verb, "--version") == 0)
		verb = "version";
	command = command_find(call->arena, call->commands, verb, err);
	if (command == NULL)
		return -1;
	call->arguments++;
	return command->run(command, call, err);
}

int
main(int argc, char **argv)
{
	struct arena arena = {0};
	struct error err = {0};
	struct command_call call = {.arena = &arena,
	    .commands = commands,
	    .arguments = (const char *const *)argv + (argv[0] != NULL)};
	int status;

	if (step_crew_is_called(argc, argv))
		return step_crew_main(argc, argv);
	file_reserve_standard();
	stop_signal_watch();
	if (dispatch(&call, &err) == 0) {
		status = call.exit_status;
	} else {
		log_clear();
		fprintf(stderr, "mote: %s\n", err.text);
		status = err.kind == 0 ? ERROR_FAILED : (int)err.kind;
		if (status == ERROR_FAILED && call.failed_status != 0)
			status = call.failed_status;
		/* as a shell tells of a command that a signal ended */
		if (stop_signal() != 0)
			status = 128 + stop_signal();
	}
	arena_release(&arena);
	return status;
}
