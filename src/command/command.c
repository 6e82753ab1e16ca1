#include "command/command.h"

#include "base/file.h"
#include "base/log.h"
#include "spec/flags_help.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The values of the flags that every verb has. */
struct general_flags {
	bool quiet, verbose;
	unsigned progress; /* a choice */
};

static const char *const progress_names[] = {"auto", "plain", "none", NULL};

static const struct flag general_flags[] = {
    {"quiet", 'q', NULL, "say nothing on stderr but errors",
	FLAG_SWITCH(struct general_flags, quiet), .often = true},
    {"verbose", 'v', NULL, "say every command, path and time",
	FLAG_SWITCH(struct general_flags, verbose)},
    {"progress", 0, "HOW", "auto, plain or none",
	FLAG_CHOICE(struct general_flags, progress, progress_names)},
    {0},
};

static void
apply_general(const struct general_flags *general, const struct flag_result *result)
{
	enum log_level level = LOG_NORMAL;
	const struct flag *const *used = result->used;

	/* the last of -q and -v counts */
	for (; *used != NULL; used++) {
		if (*used == &general_flags[0])
			level = LOG_QUIET;
		if (*used == &general_flags[1])
			level = LOG_VERBOSE;
	}
	log_set(level,
	    general->progress == 0 ? LOG_PROGRESS_AUTO
				   : (enum log_progress)(general->progress - 1));
}

/* The verb's groups and the general one. */
static const struct flag_input *
collect_groups(const struct command *self, struct arena *arena, const struct flag_group *groups,
    struct general_flags *general)
{
	struct flag_input *input = arena_alloc(arena, sizeof(*input));
	struct flag_group *all;
	size_t count = 0;

	while (groups[count].flags != NULL)
		count++;
	all = arena_array(arena, count + 1, sizeof(*all));
	memcpy(all, groups, count * sizeof(*all));
	all[count] = (struct flag_group){"general", "flags of every verb", general_flags, general};
	input->verb = arena_printf(arena, "mote %s", self->name);
	input->groups = all;
	input->group_count = count + 1;
	input->operands_end_flags = self->operands_end_flags;
	return input;
}

int
command_parse(const struct command *self, struct command_call *call,
    const struct flag_group *groups, struct flag_result *ret_result, struct error *err)
{
	struct general_flags general = {0};
	const struct flag_input *input = collect_groups(self, call->arena, groups, &general);
	struct flags_help help = {
	    .usage = self->usage, .summary = self->summary, .verb = self->name};
	struct text text;

	if (call->question != NULL) {
		call->question->input = input;
		ret_result->help = true;
		return 0;
	}
	if (flags_parse(call->arena, input, call->arguments, ret_result, err) != 0)
		return -1;
	apply_general(&general, ret_result);
	if (!ret_result->help)
		return 0;
	text_init(&text, call->arena);
	help.group = ret_result->help_group;
	flags_help(&text, &help, input);
	return command_print(text_string(&text), err);
}

/* Whether the word is one of the list, which has blanks between its words. */
static bool
is_listed(const char *list, const char *word)
{
	size_t length = strlen(word);
	const char *at;

	for (at = list; (at = strstr(at, word)) != NULL; at += length)
		if ((at == list || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
			return true;
	return false;
}

static int
check_word(const struct command *self, const struct command_word *word,
    const struct flag_result *result, struct error *err)
{
	const struct flag *const *used = result->used;
	size_t count = result->operand_count - 1;

	for (; *used != NULL; used++)
		if ((*used)->of != NULL && !is_listed((*used)->of, word->name))
			return error_set(err, ERROR_USAGE, "--%s is for \"%s %.*s\"", (*used)->name,
			    self->name, (int)strcspn((*used)->of, " "), (*used)->of);
	if (count < word->least || count > word->most)
		return error_set(
		    err, ERROR_USAGE, "%s %s wants %s", self->name, word->name, word->wants);
	return 0;
}

static int
unknown_word(const struct command *self, struct arena *arena, struct error *err)
{
	struct text_list names = {0};
	const struct command_word *word;

	for (word = self->words; word->name != NULL; word++)
		text_list_add(&names, arena, word->name);
	return error_set(err, ERROR_USAGE, "%s wants one of: %s", self->name,
	    text_list_join(&names, arena, ", "));
}

int
command_run_word(const struct command *self, struct command_call *call,
    const struct flag_group *groups, struct error *err)
{
	const struct command_word *word = self->words;
	struct word_call word_call = {.arena = call->arena, .flags = groups[0].context};
	struct flag_result result;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (result.operand_count == 0)
		return unknown_word(self, call->arena, err);
	while (word->name != NULL && strcmp(word->name, result.operands[0]) != 0)
		word++;
	if (word->name == NULL)
		return unknown_word(self, call->arena, err);
	if (check_word(self, word, &result, err) != 0)
		return -1;
	word_call.operands = result.operands + 1;
	word_call.operand_count = result.operand_count - 1;
	return word->run(&word_call, err);
}

const struct command *
command_find(
    struct arena *arena, const struct command *const *commands, const char *name, struct error *err)
{
	struct text_list names = {0};
	const char *nearest;
	size_t i;

	for (i = 0; commands[i] != NULL; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
		text_list_add(&names, arena, commands[i]->name);
	}
	text_list_add(&names, arena, NULL);
	nearest = text_nearest(name, names.items);
	if (nearest != NULL)
		error_set(
		    err, ERROR_USAGE, "unknown verb \"%s\"; did you mean \"%s\"?", name, nearest);
	else
		error_set(err, ERROR_USAGE, "unknown verb \"%s\"; \"mote help\" lists them", name);
	return NULL;
}

void
command_list(struct text *out, const struct command *const *commands)
{
	const char *separator = "";
	size_t i;

	text_add(out, "usage: mote VERB [ARGUMENT...]\n\n");
	for (i = 0; commands[i] != NULL; i++)
		if (!commands[i]->minor)
			text_printf(out, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
	text_add(out, "\nalso: ");
	for (i = 0; commands[i] != NULL; i++)
		if (commands[i]->minor) {
			text_printf(out, "%s%s", separator, commands[i]->name);
			separator = ", ";
		}
	text_add(
	    out, "\n\"mote help VERB\" tells more of one verb; see also mote(1), mote.yaml(5)\n");
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
