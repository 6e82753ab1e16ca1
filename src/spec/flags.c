#include "spec/flags.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { FLAG_COLUMN = 28 };

/* Where a parse stands: the arguments not yet read, and what was found. */
struct parser {
	struct arena *arena;
	const struct flag_input *input;
	const char *const *next;
	struct text_list operands;
	bool help;
};

/* By its long name, or by its letter when `name` is NULL. */
static const struct flag *
find_in(const struct flag *flags, const char *name, char letter)
{
	for (; flags->name != NULL; flags++)
		if (name != NULL ? strcmp(flags->name, name) == 0 : flags->letter == letter)
			return flags;
	return NULL;
}

static const struct flag *
find_flag(const struct flag_input *input, const char *name, char letter, void **ret_context)
{
	size_t i;

	for (i = 0; i < input->group_count; i++) {
		const struct flag *flag = find_in(input->groups[i].flags, name, letter);

		*ret_context = input->groups[i].context;
		if (flag != NULL)
			return flag;
	}
	return NULL;
}

static int
unknown_flag(struct parser *parser, const char *name, struct error *err)
{
	struct text_list names = {0};
	const struct flag *flag;
	const char *nearest;
	size_t i;

	for (i = 0; i < parser->input->group_count; i++)
		for (flag = parser->input->groups[i].flags; flag->name != NULL; flag++)
			text_list_add(&names, parser->arena, flag->name);
	text_list_add(&names, parser->arena, "help");
	text_list_add(&names, parser->arena, NULL);
	nearest = text_nearest(name, names.items);
	if (nearest != NULL)
		return error_set(err, ERROR_USAGE, "unknown flag \"--%s\"; did you mean \"--%s\"?",
		    name, nearest);
	return error_set(err, ERROR_USAGE, "unknown flag \"--%s\"; \"%s --help\" lists them", name,
	    parser->input->verb);
}

/* Gives the flag its value, from behind "=" or the next argument. */
static int
apply(struct parser *parser, const struct flag *flag, void *context, const char *attached,
    struct error *err)
{
	const char *value = attached;

	if (flag->argument == NULL && value != NULL)
		return error_set(err, ERROR_USAGE, "\"--%s\" takes no value", flag->name);
	if (flag->argument != NULL && value == NULL) {
		value = *parser->next;
		if (value == NULL)
			return error_set(err, ERROR_USAGE, "\"--%s\" needs a value: %s", flag->name,
			    flag->argument);
		parser->next++;
	}
	return flag->take(context, parser->arena, value, err);
}

static int
parse_long(struct parser *parser, const char *argument, struct error *err)
{
	size_t length = strcspn(argument, "=");
	const char *value = argument[length] == '=' ? argument + length + 1 : NULL;
	void *context = NULL;
	const char *name = arena_copy(parser->arena, argument, length);
	const struct flag *flag;

	if (strcmp(argument, "help") == 0) {
		parser->help = true;
		return 0;
	}
	flag = find_flag(parser->input, name, 0, &context);
	if (flag == NULL)
		return unknown_flag(parser, name, err);
	return apply(parser, flag, context, value, err);
}

/* "-q", "-qv", "-o VALUE" or "-oVALUE". */
static int
parse_letters(struct parser *parser, const char *letters, struct error *err)
{
	for (; *letters != '\0'; letters++) {
		void *context = NULL;
		const struct flag *flag = find_flag(parser->input, NULL, *letters, &context);

		if (flag == NULL && *letters == 'h') {
			parser->help = true;
			continue;
		}
		if (flag == NULL)
			return error_set(err, ERROR_USAGE,
			    "unknown flag \"-%c\"; \"%s --help\" lists them", *letters,
			    parser->input->verb);
		if (flag->argument != NULL)
			return apply(
			    parser, flag, context, letters[1] == '\0' ? NULL : letters + 1, err);
		if (apply(parser, flag, context, NULL, err) != 0)
			return -1;
	}
	return 0;
}

int
flags_parse(struct arena *arena, const struct flag_input *input, const char *const *arguments,
    struct flag_result *ret_result, struct error *err)
{
	struct parser parser = {.arena = arena, .input = input, .next = arguments};
	bool flags_end = false;

	while (*parser.next != NULL) {
		const char *argument = *parser.next++;
		int status = 0;

		if (!flags_end && strcmp(argument, "--") == 0)
			flags_end = true;
		else if (!flags_end && text_starts_with(argument, "--"))
			status = parse_long(&parser, argument + 2, err);
		else if (!flags_end && argument[0] == '-' && argument[1] != '\0')
			status = parse_letters(&parser, argument + 1, err);
		else
			text_list_add(&parser.operands, arena, argument);
		if (status == 0 && input->operands_end_flags && parser.operands.count > 0)
			flags_end = true;
		if (status != 0)
			return -1;
	}
	ret_result->operand_count = parser.operands.count;
	text_list_add(&parser.operands, arena, NULL);
	ret_result->operands = parser.operands.items;
	ret_result->help = parser.help;
	return 0;
}

static void
print_flag(const struct flag *flag)
{
	char name[64];
	int width;

	width = snprintf(name, sizeof(name), "  %c%c%s --%s%s%s", flag->letter ? '-' : ' ',
	    flag->letter ? flag->letter : ' ', flag->letter ? "," : " ", flag->name,
	    flag->argument ? " " : "", flag->argument ? flag->argument : "");
	if (width > FLAG_COLUMN - 2)
		printf("%s\n%*s%s\n", name, FLAG_COLUMN, "", flag->help);
	else
		printf("%-*s%s\n", FLAG_COLUMN, name, flag->help);
}

void
flags_print_help(const char *usage, const char *summary, const struct flag_input *input)
{
	const struct flag *flag;
	size_t i;

	printf("usage: %s\n\n%s.\n", usage, summary);
	for (i = 0; i < input->group_count; i++) {
		if (input->groups[i].title != NULL || i == 0 || i + 1 == input->group_count)
			putchar('\n');
		printf("%s%s", input->groups[i].title == NULL ? "" : input->groups[i].title,
		    input->groups[i].title == NULL ? "" : ":\n");
		for (flag = input->groups[i].flags; flag->name != NULL; flag++)
			print_flag(flag);
	}
	fflush(stdout);
}
