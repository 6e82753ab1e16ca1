#include "command/completion.h"

#include "base/file.h"
#include "spec/platform.h"
#include "spec/spec_file.h"
#include "toolchain/port.h"

#include <string.h>

/* The part of the command line that is known. */
struct line {
	struct arena *arena;
	const struct command_call *call;
	const char *const *words; /* behind "mote", without the last one */
	size_t count;
	const char *last; /* the word to complete */
	struct text out;
};

/* Adds a candidate that begins with the last word. A name of a foreign
 * mote.yaml that a terminal should not see is left out. */
static void
offer(struct line *line, const char *candidate)
{
	if (text_starts_with(candidate, line->last) &&
	    strcmp(text_visible(line->arena, candidate), candidate) == 0)
		text_printf(&line->out, "%s\n", candidate);
}

static void
offer_names(struct line *line, const char *const *names)
{
	for (; *names != NULL; names++)
		offer(line, *names);
}

static void
offer_platforms(struct line *line)
{
	const struct platform *const *all = platform_all();

	for (; *all != NULL; all++)
		offer(line, (*all)->name);
	for (all = platform_all(); *all != NULL; all++)
		offer(line, (*all)->target);
	offer(line, "all");
}

static void
offer_ports(struct line *line)
{
	struct text_list names = {0};
	struct error ignored;

	if (port_names(line->arena, &names, &ignored) != 0)
		return;
	text_list_add(&names, line->arena, NULL);
	offer_names(line, names.items);
}

/* The targets of mote.yaml in the folder of the caller. */
static void
offer_targets(struct line *line)
{
	struct text_list names = {0};
	struct error ignored;

	if (spec_file_targets(line->arena, "mote.yaml", &names, &ignored) != 0)
		return;
	text_list_add(&names, line->arena, NULL);
	offer_names(line, names.items);
}

static void
offer_verbs(struct line *line)
{
	const struct command *const *command = line->call->commands;

	for (; *command != NULL; command++)
		offer(line, (*command)->name);
}

/* Values of the kinds that `kinds` lists, with blanks between them: the words
 * of struct flag. */
static void
offer_kinds(struct line *line, const char *kinds)
{
	static const char *const shells[] = {"bash", "zsh", "fish", NULL};
	static const char *const transports[] = {"archive:", "oci:", "oci-archive:",
	    "docker-archive:", "dir:", "docker://", "docker-daemon:", NULL};

	if (kinds == NULL)
		return;
	if (strstr(kinds, "PLATFORM") != NULL)
		offer_platforms(line);
	if (strstr(kinds, "PORT") != NULL)
		offer_ports(line);
	if (strstr(kinds, "TARGET") != NULL)
		offer_targets(line);
	if (strstr(kinds, "VERB") != NULL)
		offer_verbs(line);
	if (strstr(kinds, "SHELL") != NULL)
		offer_names(line, shells);
	if (strstr(kinds, "IMAGE") != NULL) {
		offer_names(line, transports);
		text_add(&line->out, ":files\n");
	}
	if (strstr(kinds, "FILE") != NULL)
		text_add(&line->out, ":files\n");
	else if (strstr(kinds, "DIR") != NULL)
		text_add(&line->out, ":folders\n");
}

static const struct flag *
find_flag(const struct flag_input *input, const char *word)
{
	const struct flag *flag;
	size_t i;

	for (i = 0; i < input->group_count; i++)
		for (flag = input->groups[i].flags; flag->name != NULL; flag++)
			if ((text_starts_with(word, "--") && strcmp(word + 2, flag->name) == 0) ||
			    (flag->letter != 0 && word[0] == '-' && word[1] == flag->letter &&
				word[2] == '\0'))
				return flag;
	return NULL;
}

static void
offer_value(struct line *line, const struct flag *flag)
{
	if (flag->choices != NULL)
		offer_names(line, flag->choices);
	else
		offer_kinds(line, flag->word);
}

static void
offer_flags(struct line *line, const struct flag_input *input)
{
	const struct flag *flag;
	size_t i;

	for (i = 0; i < input->group_count; i++)
		for (flag = input->groups[i].flags; flag->name != NULL; flag++)
			offer(line, arena_printf(line->arena, "--%s", flag->name));
	offer(line, "--help");
}

/* The first operand behind the verb that is no value of a flag, or NULL. */
static const char *
first_operand(const struct line *line, const struct flag_input *input)
{
	size_t i;

	for (i = 1; i < line->count; i++) {
		const struct flag *flag = find_flag(input, line->words[i]);

		if (line->words[i][0] != '-')
			return line->words[i];
		i += flag != NULL && flag->word != NULL;
	}
	return NULL;
}

static void
offer_operands(struct line *line, const struct command *command, const char *first)
{
	const struct command_word *word = command->words;

	if (word == NULL) {
		offer_kinds(line, command->operands);
		return;
	}
	for (; word->name != NULL; word++) {
		if (first == NULL)
			offer(line, word->name);
		else if (strcmp(word->name, first) == 0)
			offer_kinds(line, word->operands);
	}
}

/* Completes a word behind the verb. */
static int
complete(struct line *line, const struct command *command, struct error *err)
{
	struct command_question question = {0};
	struct command_call call = *line->call;
	const struct flag *flag = NULL;
	size_t length = strcspn(line->last, "=");

	call.question = &question;
	if (command->run(command, &call, err) != 0 || question.input == NULL)
		return -1;
	if (line->count > 1)
		flag = find_flag(question.input, line->words[line->count - 1]);
	if (flag != NULL && flag->word != NULL) {
		offer_value(line, flag);
		return 0;
	}
	if (text_starts_with(line->last, "--") && line->last[length] == '=') {
		flag = find_flag(question.input, arena_copy(line->arena, line->last, length));
		line->last += length + 1;
		if (flag != NULL && flag->word != NULL)
			offer_value(line, flag);
		return 0;
	}
	if (line->last[0] == '-')
		offer_flags(line, question.input);
	else
		offer_operands(line, command, first_operand(line, question.input));
	return 0;
}

int
completion_print(struct command_call *call, struct error *err)
{
	struct line line = {.arena = call->arena, .call = call, .words = call->arguments + 1};
	const struct command *command;
	struct error unknown;

	text_init(&line.out, call->arena);
	while (line.words[line.count] != NULL)
		line.count++;
	line.last = line.count == 0 ? "" : line.words[--line.count];
	if (line.count == 0) {
		offer_verbs(&line);
		return command_print(text_string(&line.out), err);
	}
	command = command_find(call->arena, call->commands, line.words[0], &unknown);
	if (command != NULL && complete(&line, command, err) != 0)
		return -1;
	return command_print(text_string(&line.out), err);
}
