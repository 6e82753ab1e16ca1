#include "transport/image_name.h"

#include "base/text.h"

#include <string.h>

/* Docker's rule: what stands before the first slash is a registry when it has a dot or a port, or is localhost. */
static bool
names_registry(const char *name)
{
	const char *slash = strchr(name, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - name);

	return memchr(name, '.', length) != NULL || memchr(name, ':', length) != NULL ||
	    text_starts_with(name, "localhost/");
}

char *
image_name_full(struct arena *arena, const char *name, const char *tag)
{
	if (names_registry(name))
		return arena_printf(arena, "%s:%s", name, tag);
	return arena_printf(
	    arena, "docker.io/%s%s:%s", strchr(name, '/') ? "" : "library/", name, tag);
}

void
image_name_split(struct arena *arena, const char *text, const char **ret_name, const char **ret_tag)
{
	const char *slash = strrchr(text, '/');
	const char *colon = strrchr(slash == NULL ? text : slash, ':');
	const char *name =
	    arena_copy(arena, text, colon == NULL ? strlen(text) : (size_t)(colon - text));

	if (text_starts_with(name, "docker.io/library/"))
		name += sizeof("docker.io/library/") - 1;
	else if (text_starts_with(name, "docker.io/"))
		name += sizeof("docker.io/") - 1;
	*ret_name = name;
	if (ret_tag != NULL)
		*ret_tag = colon == NULL ? "latest" : arena_strdup(arena, colon + 1);
}

bool
image_name_same(struct arena *arena, const char *left, const char *right)
{
	const char *names[2], *tags[2];

	image_name_split(arena, left, &names[0], &tags[0]);
	image_name_split(arena, right, &names[1], &tags[1]);
	return strcmp(names[0], names[1]) == 0 && strcmp(tags[0], tags[1]) == 0;
}
