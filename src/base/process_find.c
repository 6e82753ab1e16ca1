#include "base/file.h"
#include "base/path.h"
#include "base/process.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
process_find(struct arena *arena, const char *program)
{
	const char *path = getenv("PATH");

	if (strchr(program, '/') != NULL)
		return access(program, X_OK) == 0 ? arena_strdup(arena, program) : NULL;
	if (path == NULL)
		path = "/usr/local/bin:/usr/bin:/bin";
	while (*path != '\0') {
		size_t length = strcspn(path, ":");
		char *found = path_join(arena, arena_copy(arena, path, length), program);

		/* a relative folder could be one of the project, in which mote
		 * was called */
		if (*path == '/' && access(found, X_OK) == 0 && !file_is_folder(found))
			return found;
		path += length;
		path += *path == ':';
	}
	return NULL;
}
