#include "builder/configure_log.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"
#include "cache/folder_filter.h"
#include "sources/source_files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_LIMIT = 8, ENTRY_LIMIT = 20000, READ_LIMIT = 4 << 20, WORDS_SHOWN = 120 };

struct search {
	struct arena *arena;
	const struct timespec *since;
	size_t left; /* entries that may still be looked at */
	struct configure_trouble *trouble;
};

static bool
is_log(const char *name)
{
	static const char *const names[] = {"config.log", "configure.log", "autoconf.err",
	    "CMakeError.log", "CMakeConfigureLog.yaml", "TryRunResults.cmake", "meson-log.txt",
	    NULL};
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Of the shell and the kernel; of autoconf; of meson; of CMake. */
static bool
tells_of_running(const char *line, size_t length)
{
	static const char *const words[] = {"Exec format error", "cannot execute binary file",
	    "cannot run C compiled programs", "cannot run C++ compiled programs",
	    "cannot run test program while cross compiling", "are not runnable",
	    "Can not run test applications in this cross environment",
	    "it detected try_run() commands"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (memmem(line, length, words[i], strlen(words[i])) != NULL)
			return true;
	return false;
}

static bool
search_bytes(struct search *search, const char *path, const char *bytes, size_t size)
{
	const char *at, *end, *last = bytes + size, *found = NULL;
	size_t line = 0, length = 0, found_line = 0;

	for (at = bytes; at < last; at = end + 1) {
		end = memchr(at, '\n', (size_t)(last - at));
		if (end == NULL)
			end = last;
		line++;
		if (tells_of_running(at, (size_t)(end - at))) {
			found = at;
			length = (size_t)(end - at);
			found_line = line;
		}
	}
	if (found == NULL)
		return false;
	for (; length > 0 && (*found == ' ' || *found == '\t'); found++)
		length--;
	if (length > WORDS_SHOWN)
		length = WORDS_SHOWN;
	*search->trouble =
	    (struct configure_trouble){path, found_line, arena_copy(search->arena, found, length)};
	return true;
}

/* One of the project's own that lay in the source says nothing of this
 * build. */
static bool
search_log(struct search *search, int folder, const char *path)
{
	SCOPED(fd)
	int fd = openat(
	    folder, path_base(path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	SCOPED(heap) char *bytes = NULL;
	struct error ignored;
	struct stat status;
	ssize_t size;

	if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) ||
	    source_time_is_later(search->since, &status.st_mtim))
		return false;
	bytes = malloc(READ_LIMIT);
	size = bytes == NULL ? -1 : file_read_full(fd, bytes, READ_LIMIT, path, &ignored);
	return size > 0 && search_bytes(search, path, bytes, (size_t)size);
}

static bool
search_folder(struct search *search, int folder, const char *path, unsigned depth)
{
	struct text_list names = {0};
	struct error ignored;
	size_t i;

	if (folder_list(search->arena, folder, path, &names, &ignored) != 0)
		return false;
	for (i = 0; i < names.count && search->left > 0; i++) {
		const char *inner = path_join(search->arena, path, names.items[i]);
		SCOPED(fd) int fd = -1;

		search->left--;
		if (is_log(names.items[i]) && search_log(search, folder, inner))
			return true;
		fd =
		    openat(folder, names.items[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (fd >= 0 && depth < DEPTH_LIMIT && search_folder(search, fd, inner, depth + 1))
			return true;
	}
	return false;
}

bool
configure_log_search(struct arena *arena, const char *folder, const struct timespec *since,
    struct configure_trouble *ret_trouble)
{
	SCOPED(fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct search search = {arena, since, ENTRY_LIMIT, ret_trouble};

	return fd >= 0 && search_folder(&search, fd, "", 0);
}
