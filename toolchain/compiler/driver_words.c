#define _GNU_SOURCE
#include "driver_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
enough(void *memory)
{
	if (memory == NULL) {
		fputs("cc: there is not enough memory\n", stderr);
		exit(1);
	}
	return memory;
}

char *__attribute__((format(printf, 1, 2)))
text_print(const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	return enough(length < 0 ? NULL : text);
}

bool
text_starts(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool
text_ends(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

bool
text_is_one_of(const char *text, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

void
words_add(struct words *words, const char *word)
{
	if (words->count + 1 >= words->room) {
		words->room = 2 * words->room + 64;
		words->items =
		    enough(realloc(words->items, (size_t)words->room * sizeof(*words->items)));
	}
	words->items[words->count++] = (char *)word;
	words->items[words->count] = NULL;
}

void
words_add_all(struct words *words, char *const *more)
{
	for (; *more != NULL; more++)
		words_add(words, *more);
}

void
words_add_split(struct words *words, const char *text)
{
	char *copy = enough(strdup(text == NULL ? "" : text)), *rest = copy, *word;

	while ((word = strsep(&rest, " \t\n")) != NULL)
		if (*word != '\0')
			words_add(words, word);
}

char *
text_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return enough(strdup("."));
	return enough(strndup(path, slash == path ? 1 : (size_t)(slash - path)));
}
