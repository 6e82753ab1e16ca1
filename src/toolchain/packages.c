#include "toolchain/packages.h"

#include "base/template.h"
#include "base/text.h"

#include <string.h>

/* Cuts the next word from the line; "" at its end. */
static const char *
take_word(struct arena *arena, const char **line)
{
	size_t length = strcspn(*line, " ");
	const char *word = arena_copy(arena, *line, length);

	*line += length;
	*line += strspn(*line, " ");
	return word;
}

struct package_list
packages_read(struct arena *arena)
{
	const char *at = template_find("toolchain/packages")->bytes;
	struct package_list list = {0};

	for (; *at != '\0'; at += *at == '\n') {
		size_t length = strcspn(at, "\n");
		const char *line = arena_copy(arena, at, length);
		struct package package;

		at += length;
		if (line[0] == '#')
			continue;
		package.group = take_word(arena, &line);
		package.name = take_word(arena, &line);
		package.command = take_word(arena, &line);
		package.use = line;
		if (line[0] == '\0')
			continue;
		list.items =
		    arena_grow(arena, list.items, list.count, &list.capacity, sizeof(*list.items));
		list.items[list.count++] = package;
	}
	return list;
}
