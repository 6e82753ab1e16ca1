#ifndef TESTS_INDEX_SAMPLE_H
#define TESTS_INDEX_SAMPLE_H

#include "packages/package_index.h"

#include <string.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/*
 * A Packages file in short: each line is "NAME VERSION", and fields behind it,
 * as in "a 1\nDepends: b\n".
 */
static inline char *
sample_text(struct arena *arena, const char *lines)
{
	struct text text;

	text_init(&text, arena);
	for (; *lines != '\0'; lines += strcspn(lines, "\n") + 1) {
		const char *colon = strstr(lines, ": ");
		size_t length = strcspn(lines, "\n"), name = strcspn(lines, " ");

		if (colon != NULL && colon < lines + length) {
			text_append(&text, lines, length + 1);
			continue;
		}
		text_printf(&text,
		    "\nPackage: %.*s\nVersion: %.*s\nArchitecture: all\nSize: 10\nSHA256: " SHA
		    "\nFilename: pool/%.*s.deb\n",
		    (int)name, lines, (int)(length - name - 1), lines + name + 1, (int)name, lines);
	}
	return arena_strdup(arena, text_string(&text));
}

static inline int
sample_parse(struct arena *arena, const char *text, struct package_index *index, struct error *err)
{
	const struct package_index_source source = {"Packages", "arm64", text, strlen(text)};

	return package_index_parse(arena, &source, index, err);
}

#endif
