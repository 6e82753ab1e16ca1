#include "toolchain/port_source.h"

#include "base/file.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "http/download.h"

#include <fcntl.h>
#include <string.h>

enum { SOURCE_LIMIT = 256 << 20, DIGITS = 64 };

static int
copy(const char *from, const char *to, struct error *err)
{
	SCOPED(fd) int source = open(from, O_RDONLY | O_CLOEXEC);
	SCOPED(fd) int copied = -1;

	if (source < 0)
		return error_errno(err, "cannot open \"%s\"", from);
	copied = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (copied < 0)
		return error_errno(err, "cannot make \"%s\"", to);
	return file_copy((struct file_end){source, from}, (struct file_end){copied, to}, err);
}

/* A file that is there needs no mirror. */
static int
fetch(struct arena *arena, const struct download *file, struct error *err)
{
	struct text_list mirrors = {0};
	struct download wanted = *file;
	struct error ignored;

	wanted.places = &mirrors;
	return download_mirrors(arena, &mirrors, err) == 0 ? download(arena, &wanted, err)
							   : download(arena, &wanted, &ignored);
}

/* `pinned` is "SHA-256 path"; "" names nothing. */
static int
bring(struct arena *arena, const char *pinned, const char *folder, struct error *err)
{
	const char *sources = place_path(arena, PLACE_SOURCES), *blank = strchr(pinned, ' ');
	struct download wanted = {.limit = SOURCE_LIMIT, .remedy = DOWNLOAD_MIRROR_REMEDY};

	if (pinned[0] == '\0')
		return 0;
	if (blank == NULL || blank - pinned != DIGITS)
		return error_set(
		    err, ERROR_FAILED, "\"%s\" is not a SHA-256 and the path of a source", pinned);
	if (sources == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "there is no place for sources; set HOME or XDG_CACHE_HOME to an absolute path");
	wanted.sha256 = arena_copy(arena, pinned, DIGITS);
	wanted.path = blank + 1;
	wanted.called = path_base(wanted.path);
	wanted.file = path_join(arena, sources, wanted.called);
	return file_make_folders(sources, err) != 0 || fetch(arena, &wanted, err) != 0
	    ? -1
	    : copy(wanted.file, path_join(arena, folder, wanted.called), err);
}

int
port_source_bring(
    struct arena *arena, const struct port *port, const char *folder, struct error *err)
{
	return file_make_folders(folder, err) != 0 || bring(arena, port->source, folder, err) != 0
	    ? -1
	    : bring(arena, port->fixes, folder, err);
}
