#include "command/command.h"

#include "base/file.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { GROUP_LIMIT = 8 };

/* What the common flags have said so far; log_set wants level and progress together. */
struct common {
	enum log_level level;
	enum log_progress progress;
};

static int
take_quiet(
    void *context, struct arena *arena UNUSED, const char *value UNUSED, struct error *err UNUSED)
{
	((struct common *)context)->level = LOG_QUIET;
	return 0;
}

static int
take_verbose(
    void *context, struct arena *arena UNUSED, const char *value UNUSED, struct error *err UNUSED)
{
	((struct common *)context)->level = LOG_VERBOSE;
	return 0;
}

static int
take_progress(void *context, struct arena *arena UNUSED, const char *value, struct error *err)
{
	static const char *const names[] = {"auto", "plain", "none"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(value, names[i]) == 0) {
			((struct common *)context)->progress = (enum log_progress)i;
			return 0;
		}
	}
	return error_set(
	    err, ERROR_USAGE, "unknown progress \"%s\": it is auto, plain or none", value);
}

const struct flag common_flags[] = {
    {"quiet", 'q', NULL, "say nothing on stderr but errors", take_quiet},
    {"verbose", 'v', NULL, "say every command, path and time", take_verbose},
    {"progress", 0, "HOW", "auto, plain or none", take_progress},
    {0},
};

int
command_parse(const struct command *self, struct command_call *call,
    const struct flag_group *groups, struct flag_result *ret_result, struct error *err)
{
	struct common common = {LOG_NORMAL, LOG_PROGRESS_AUTO};
	struct flag_group all[GROUP_LIMIT + 1];
	struct flag_input input = {.groups = all, .operands_end_flags = self->operands_end_flags};
	char verb[64];

	snprintf(verb, sizeof(verb), "mote %s", self->name);
	input.verb = verb;
	for (; groups->flags != NULL && input.group_count < GROUP_LIMIT; groups++)
		all[input.group_count++] = *groups;
	all[input.group_count++] = (struct flag_group){NULL, common_flags, &common};
	if (flags_parse(call->arena, &input, call->arguments, ret_result, err) != 0)
		return -1;
	log_set(common.level, common.progress);
	if (ret_result->help)
		flags_print_help(self->usage, self->summary, &input);
	return 0;
}

int
command_print(const char *text, struct error *err)
{
	log_clear();
	return file_write_all(STDOUT_FILENO, text, strlen(text), "standard output", err);
}

int
command_print_beside(bool stdout_taken, const char *text, struct error *err)
{
	if (!stdout_taken)
		return command_print(text, err);
	log_clear();
	return log_is_quiet()
	    ? 0
	    : file_write_all(STDERR_FILENO, text, strlen(text), "standard error", err);
}
