#include "builder/missing_program.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

enum { NAME_LIMIT = 64 };

/* How a line goes on behind the name, and how it begins; "": in any way. */
static const struct {
	const char *end, *begin;
} forms[] = {
    {": not found", ""},
    {": command not found", ""},
    {": No such file or directory", "make: "},
    {": No such file or directory", "make["},
    {"': No such file or directory", "/usr/bin/env: "},
    {"': No such file or directory", "env: "},
};

static bool
is_of_name(char letter)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._/";

	return letter != '\0' && strchr(plain, letter) != NULL;
}

/* The name before the end of the form: it stands behind ": " or " '". */
static const char *
name_before(struct arena *arena, const char *line, const char *end)
{
	const char *begin = end;

	while (begin > line && is_of_name(begin[-1]))
		begin--;
	if (begin == end || *begin == '-' || end - begin > NAME_LIMIT || begin - line < 2 ||
	    (strncmp(begin - 2, ": ", 2) != 0 && strncmp(begin - 2, " '", 2) != 0))
		return NULL;
	return arena_copy(arena, begin, (size_t)(end - begin));
}

static const char *
name_in(struct arena *arena, const char *line)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		const char *name;

		if (!text_ends_with(line, forms[i].end) || !text_starts_with(line, forms[i].begin))
			continue;
		name = name_before(arena, line, line + strlen(line) - strlen(forms[i].end));
		if (name != NULL)
			return name;
	}
	return NULL;
}

const char *
missing_program_find(struct arena *arena, const char *words, size_t length)
{
	const char *found = NULL, *end = words + length;

	while (words < end) {
		const char *stop = memchr(words, '\n', (size_t)(end - words));
		size_t rest = (size_t)((stop == NULL ? end : stop) - words);
		const char *name = name_in(arena, arena_copy(arena, words, rest));

		if (name != NULL)
			found = name;
		words += rest + 1;
	}
	return found;
}
