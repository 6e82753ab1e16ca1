#include "base/path.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

char *
path_join(struct arena *arena, const char *folder, const char *name)
{
	size_t length = strlen(folder);

	if (name[0] == '/' || length == 0 || strcmp(folder, ".") == 0)
		return arena_strdup(arena, name);
	if (folder[length - 1] == '/')
		return arena_printf(arena, "%s%s", folder, name);
	return arena_printf(arena, "%s/%s", folder, name);
}

const char *
path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

char *
path_folder(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return arena_strdup(arena, ".");
	if (slash == path)
		return arena_strdup(arena, "/");
	return arena_copy(arena, path, (size_t)(slash - path));
}

/* Removes the last part of what was cleaned so far; false when there is none
 * that can go. */
static bool
drop_last_part(struct text *cleaned, size_t root)
{
	const char *last;

	if (cleaned->length <= root)
		return false;
	last = path_base(cleaned->bytes);
	if (strcmp(last, "..") == 0)
		return false;
	cleaned->length = (size_t)(last - cleaned->bytes);
	if (cleaned->length > root)
		cleaned->length--;
	cleaned->bytes[cleaned->length] = '\0';
	return true;
}

char *
path_clean(struct arena *arena, const char *path)
{
	struct text cleaned;
	size_t root = path[0] == '/', length;

	text_init(&cleaned, arena);
	text_add(&cleaned, root ? "/" : "");
	for (; *path != '\0'; path += length) {
		length = strcspn(path, "/");
		if (length == 0) {
			length = 1;
			continue;
		}
		if (length == 1 && path[0] == '.')
			continue;
		if (length == 2 && path[0] == '.' && path[1] == '.') {
			if (drop_last_part(&cleaned, root) || root)
				continue;
		}
		if (cleaned.length > root)
			text_add(&cleaned, "/");
		text_append(&cleaned, path, length);
	}
	if (cleaned.length == 0)
		text_add(&cleaned, ".");
	return cleaned.bytes;
}

bool
path_is_inside(const char *folder, const char *path)
{
	size_t length = strlen(folder);

	if (strcmp(folder, "/") == 0)
		return path[0] == '/';
	if (strcmp(folder, ".") == 0)
		return path[0] != '/' && !text_starts_with(path, "../") && strcmp(path, "..") != 0;
	return strncmp(folder, path, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

const char *
path_argument(struct arena *arena, const char *path)
{
	/* no command gives a meaning to these first bytes; a name that begins
	 * with another one gets "./", which changes no file */
	bool plain = path[0] == '/' || path[0] == '.' || path[0] == '_' || (path[0] & 0x80) != 0 ||
	    isalnum((unsigned char)path[0]);

	return plain ? path : arena_printf(arena, "./%s", path);
}

bool
path_has_part(const char *path, const char *name)
{
	size_t wanted = strlen(name);

	while (*path != '\0') {
		size_t length = strcspn(path, "/");

		if (length == wanted && strncmp(path, name, length) == 0)
			return true;
		path += length;
		path += *path == '/';
	}
	return false;
}

bool
path_climbs(const char *path)
{
	return path_has_part(path, "..");
}
