#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/stop_signal.h"
#include "base/text.h"
#include "command/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage_head[] =
    "usage: mote VERB [ARGUMENT...]\n"
    "\n"
    "From C source, or from a finished static executable, to a proven FROM-scratch image.\n"
    "\n";

static const char usage_foot[] =
    "\n"
    "mote VERB --help tells more of one verb; mote(1) and mote.yaml(5) tell all.\n";

static int
print_help(struct arena *arena, struct error *err)
{
	struct text help;
	size_t i;

	text_init(&help, arena);
	text_add(&help, usage_head);
	for (i = 0; commands[i] != NULL; i++)
		text_printf(&help, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
	text_add(&help, usage_foot);
	return command_print(text_string(&help), err);
}

static int
unknown_verb(struct arena *arena, const char *verb, struct error *err)
{
	size_t count = 0, i;
	const char **names, *nearest;

	while (commands[count] != NULL)
		count++;
	names = arena_array(arena, count + 1, sizeof(*names));
	for (i = 0; i < count; i++)
		names[i] = commands[i]->name;
	nearest = text_nearest(verb, names);
	if (nearest != NULL)
		return error_set(
		    err, ERROR_USAGE, "unknown verb \"%s\"; did you mean \"%s\"?", verb, nearest);
	return error_set(err, ERROR_USAGE, "unknown verb \"%s\"; \"mote --help\" lists them", verb);
}

static int
dispatch(struct command_call *call, struct error *err)
{
	const char *verb = call->arguments[0];
	size_t i;

	if (verb == NULL)
		return error_set(err, ERROR_USAGE, "no verb was given; \"mote --help\" lists them");
	if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0 || strcmp(verb, "help") == 0)
		return print_help(call->arena, err);
	if (strcmp(verb, "--version") == 0)
		verb = "version";
	call->arguments++;
	for (i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, verb) == 0)
			return commands[i]->run(commands[i], call, err);
	return unknown_verb(call->arena, verb, err);
}

int
main(int argc UNUSED, char **argv)
{
	struct arena arena = {0};
	struct error err = {0};
	struct command_call call = {
	    .arena = &arena, .arguments = (const char *const *)argv + (argv[0] != NULL)};
	int status;

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
