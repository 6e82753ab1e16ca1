#include "spec/image_name.h"

#include "base/text.h"
#include "spec/reference.h"

#include <string.h>

/* Where Docker's own client finds the repositories that have no host, and what
 * it calls them. */
static const char hub[] = "docker.io", hub_index[] = "index.docker.io";

/* The length of the part before the first slash, where that part is a registry
 * by Docker's rule; else 0. */
static size_t
host_length(const char *name)
{
	const char *slash = strchr(name, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - name);

	if (memchr(name, '.', length) != NULL || memchr(name, ':', length) != NULL ||
	    text_starts_with(name, "localhost/"))
		return length;
	return 0;
}

bool
image_name_has_host(const char *name)
{
	return host_length(name) > 0;
}

char *
image_name_repository(struct arena *arena, const char *name)
{
	size_t length = host_length(name);
	const char *host = length == 0 ? hub : arena_copy(arena, name, length);
	const char *path = length == 0 ? name : name + length + 1;

	if (strcmp(host, hub_index) == 0)
		host = hub;
	if (strcmp(host, hub) == 0 && strchr(path, '/') == NULL)
		path = arena_printf(arena, "library/%s", path);
	return arena_printf(arena, "%s/%s", host, path);
}

int
image_name_check(struct arena *arena, const char *name, struct error *err)
{
	size_t length = host_length(name);

	if (length == 0)
		return reference_check_name(name, err);
	if (reference_check_host(arena_copy(arena, name, length), err) != 0)
		return -1;
	return reference_check_name(name + length + 1, err);
}

char *
image_name_full(struct arena *arena, const char *name, const char *tag)
{
	return arena_printf(arena, "%s:%s", image_name_repository(arena, name), tag);
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
