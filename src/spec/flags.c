#include "spec/flags.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Where a parse stands: the arguments not yet read, and what was found. */
struct parser {
	struct arena *arena;
	const struct flag_input *input;
	const char *const *next;
	struct text_list operands;
	const struct flag **used;
	size_t used_count, used_capacity;
	bool help;
	const char *help_group;
};

/* By its long name, or by its letter when `name` is NULL. */
static const struct flag *
find_flag(const struct flag_input *input, const char *name, char letter, void **ret_context)
{
	const struct flag *flag;
	size_t i;

	for (i = 0; i < input->group_count; i++) {
		*ret_context = input->groups[i].context;
		for (flag = input->groups[i].flags; flag->name != NULL; flag++)
			if (name != NULL ? strcmp(flag->name, name) == 0 : flag->letter == letter)
				return flag;
	}
	return NULL;
}

static int
unknown_group(const struct parser *parser, const char *name, struct error *err)
{
	const struct flag_input *input = parser->input;
	const char *last = "";
	struct text_list names = {0};
	size_t i;

	/* two tables may be one group */
	for (i = 0; i < input->group_count; i++)
		if (input->groups[i].name != NULL && strcmp(input->groups[i].name, last) != 0) {
			last = input->groups[i].name;
			text_list_add(&names, parser->arena, last);
		}
	text_list_add(&names, parser->arena, "all");
	text_list_add(&names, parser->arena, NULL);
	return choice_refuse("group of flags", names.items, name, err);
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

int
choice_find(const char *const *names, const char *text)
{
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], text) == 0)
			return i;
	return -1;
}

int
choice_refuse(const char *kind, const char *const *names, const char *text, struct error *err)
{
	char list[256] = "";
	size_t i, length = 0;

	for (i = 0; names[i] != NULL && length < sizeof(list); i++)
		length += (size_t)snprintf(list + length, sizeof(list) - length, "%s%s",
		    i == 0                     ? ""
			: names[i + 1] == NULL ? " or "
					       : ", ",
		    names[i]);
	return error_set(err, ERROR_USAGE, "unknown %s \"%s\": it is %s", kind, text, list);
}

/* Puts the value where the flag says. */
static int
store(const struct flag *flag, void *context, const struct flag_value *value, struct error *err)
{
	char *member = (char *)context + flag->offset;
	int choice = 0;

	/* a flag with choices has a text */
	if (flag->choices != NULL && value->text != NULL) {
		choice = choice_find(flag->choices, value->text);
		if (choice < 0)
			return choice_refuse(flag->name, flag->choices, value->text, err);
	}
	if (flag->set != NULL)
		return flag->set(context, value, err);
	if (flag->choices != NULL)
		*(unsigned *)member = (unsigned)choice + 1;
	else if (flag->word != NULL)
		*(const char **)member = value->text;
	else
		*(bool *)member = true;
	return 0;
}

/* Gives the flag its value, from behind "=" or the next argument. */
static int
apply(struct parser *parser, const struct flag *flag, void *context, const char *attached,
    struct error *err)
{
	struct flag_value value = {flag, parser->arena, attached};

	if (flag->word == NULL && attached != NULL)
		return error_set(err, ERROR_USAGE, "\"--%s\" takes no value", flag->name);
	if (flag->word != NULL && attached == NULL) {
		value.text = *parser->next;
		if (value.text == NULL)
			return error_set(
			    err, ERROR_USAGE, "\"--%s\" needs a value: %s", flag->name, flag->word);
		parser->next++;
	}
	parser->used = arena_grow(parser->arena, parser->used, parser->used_count,
	    &parser->used_capacity, sizeof(const struct flag *));
	parser->used[parser->used_count++] = flag;
	return store(flag, context, &value, err);
}

static bool
is_group(const struct flag_input *input, const char *name)
{
	size_t i;

	for (i = 0; i < input->group_count; i++)
		if (input->groups[i].name != NULL && strcmp(input->groups[i].name, name) == 0)
			return true;
	return strcmp(name, "all") == 0;
}

/* "--help", "--help=GROUP" or "--help GROUP". A word that names no group stays
 * an operand. */
static int
parse_help(struct parser *parser, const char *group, struct error *err)
{
	parser->help = true;
	if (group == NULL && *parser->next != NULL && is_group(parser->input, *parser->next))
		group = *parser->next++;
	if (group != NULL && !is_group(parser->input, group))
		return unknown_group(parser, group, err);
	parser->help_group = group;
	return 0;
}

static int
parse_long(struct parser *parser, const char *argument, struct error *err)
{
	size_t length = strcspn(argument, "=");
	const char *value = argument[length] == '=' ? argument + length + 1 : NULL;
	void *context = NULL;
	const char *name = arena_copy(parser->arena, argument, length);
	const struct flag *flag;

	if (strcmp(name, "help") == 0)
		return parse_help(parser, value, err);
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
			if (parse_help(parser, NULL, err) != 0)
				return -1;
			continue;
		}
		if (flag == NULL)
			return error_set(err, ERROR_USAGE,
			    "unknown flag \"-%c\"; \"%s --help\" lists them", *letters,
			    parser->input->verb);
		if (flag->word != NULL)
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
	ret_result->used = arena_grow(
	    arena, parser.used, parser.used_count, &parser.used_capacity, sizeof(*parser.used));
	ret_result->used[parser.used_count] = NULL;
	ret_result->help = parser.help;
	ret_result->help_group = parser.help_group;
	return 0;
}
