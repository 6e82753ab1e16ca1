#include "spec/flags_help.h"

#include <stdio.h>
#include <string.h>

enum { FLAG_COLUMN = 28 };

static void
add_flag(struct text *out, const struct flag *flag)
{
	char name[64];
	int width;

	width = snprintf(name, sizeof(name), "  %c%c%s --%s%s%s", flag->letter ? '-' : ' ',
	    flag->letter ? flag->letter : ' ', flag->letter ? "," : " ", flag->name,
	    flag->word ? " " : "", flag->word ? flag->word : "");
	if (width > FLAG_COLUMN - 2)
		text_printf(out, "%s\n%*s%s\n", name, FLAG_COLUMN, "", flag->help);
	else
		text_printf(out, "%-*s%s\n", FLAG_COLUMN, name, flag->help);
}

static void
add_group(struct text *out, const struct flag_group *group)
{
	const struct flag *flag;

	if (group->title != NULL)
		text_printf(out, "\n%s:\n", group->title);
	for (flag = group->flags; flag->name != NULL; flag++)
		add_flag(out, flag);
}

static void
add_head(struct text *out, const struct flags_help *help)
{
	text_printf(out, "usage: %s\n\n%s.\n", help->usage, help->summary);
}

static void
add_short(struct text *out, const struct flags_help *help, const struct flag_input *input)
{
	const struct flag_group *group;
	const struct flag *flag;

	add_head(out, help);
	text_add(out, "\n");
	for (group = input->groups; group < input->groups + input->group_count; group++)
		for (flag = group->flags; flag->name != NULL; flag++)
			if (group->name == NULL || flag->often)
				add_flag(out, flag);
	text_printf(out, "\nmore flags, by \"mote help %s GROUP\":\n", help->verb);
	for (group = input->groups; group < input->groups + input->group_count; group++)
		if (group->name != NULL && group->title != NULL)
			text_printf(out, "  %-12s%s\n", group->name, group->title);
	text_printf(out, "  %-12s%s\n", "all", "every flag");
}

static size_t
count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text != '\0'; text++)
		lines += *text == '\n';
	return lines;
}

void
flags_help(struct text *out, const struct flags_help *help, const struct flag_input *input)
{
	struct text all;
	size_t i;

	text_init(&all, out->arena);
	add_head(&all, help);
	if (input->groups[0].title == NULL && input->groups[0].flags->name != NULL)
		text_add(&all, "\n");
	for (i = 0; i < input->group_count; i++)
		add_group(&all, &input->groups[i]);
	if (help->group == NULL && count_lines(text_string(&all)) > HELP_ROWS) {
		add_short(out, help, input);
		return;
	}
	if (help->group == NULL || strcmp(help->group, "all") == 0) {
		text_add(out, text_string(&all));
		return;
	}
	text_printf(out, "usage: %s\n", help->usage);
	for (i = 0; i < input->group_count; i++)
		if (input->groups[i].name != NULL &&
		    strcmp(input->groups[i].name, help->group) == 0)
			add_group(out, &input->groups[i]);
}
