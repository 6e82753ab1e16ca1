#include "http/download.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_digest.h"
#include "http/download_part.h"
#include "http/http.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

static bool
is_right(const struct download *wanted, const char *path)
{
	struct digest digest;
	struct error ignored;

	return wanted->sha256 != NULL && access(path, R_OK) == 0 &&
	    file_digest(path, &digest, &ignored) == 0 &&
	    strcmp(digest_hex(&digest), wanted->sha256) == 0;
}

/* The lock of toolchain/fetch, which may want the same file. It stays: who
 * waits for it has it open. */
static int
lock_file(struct arena *arena, const struct download *wanted, int *ret_lock, struct error *err)
{
	const char *path = path_join(arena, path_folder(arena, wanted->file),
	    arena_printf(arena, ".%s.lock", path_base(wanted->file)));
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (lock < 0)
		return error_errno(err, "cannot write \"%s\"", wanted->file);
	*ret_lock = lock;
	if (flock(lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	log_detail("%s: another process fetches it", wanted->called);
	/* a file system without locks has none to wait for */
	if (flock(lock, LOCK_EX) != 0 && error_if_stopped(err) != 0)
		return -1;
	return 0;
}

static int
copy_bytes(struct download_part *part, int from, const char *path, struct error *err)
{
	SCOPED(heap) char *bytes = malloc(PIECE);
	ssize_t got = 1;

	if (bytes == NULL) {
		part->own_fault = true;
		return error_set(err, ERROR_FAILED, "out of memory");
	}
	while (got > 0) {
		if (error_if_stopped(err) != 0) {
			part->own_fault = true;
			return -1;
		}
		got = file_read_full(from, bytes, PIECE, path, err);
		if (got < 0 || download_part_add(part, bytes, (size_t)got, err) != 0)
			return -1;
	}
	return 0;
}

/* Below the folder, or in it: a folder may have the files alone. */
static int
open_in_folder(struct arena *arena, const char *folder, const char *path, char **ret_path)
{
	const char *names[] = {path, path_base(path)};
	int fd = -1;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && fd < 0; i++) {
		*ret_path = path_join(arena, folder, names[i]);
		fd = open(*ret_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0 && errno != ENOENT)
			return -1;
	}
	return fd;
}

static int
from_folder(struct arena *arena, struct download_part *part, const char *folder, struct error *err)
{
	struct stat status;
	char *path;
	SCOPED(fd) int from = open_in_folder(arena, folder, part->wanted->path, &path);

	if (from < 0 && errno == ENOENT)
		return error_set(
		    err, ERROR_NOT_FOUND, "\"%s\" has no \"%s\"", folder, part->wanted->path);
	if (from < 0 || fstat(from, &status) != 0)
		return error_errno(err, "cannot open \"%s\"", path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_FAILED, "\"%s\" is no regular file", path);
	part->total = (uint64_t)status.st_size;
	if (download_part_clear(part, err) != 0)
		return -1;
	if (copy_bytes(part, from, path, err) != 0)
		return part->own_fault ? -1 : error_wrap(err, "\"%s\"", path);
	return 0;
}

/* apt writes the folder of "file:" and "copy:" with one slash or three. */
static const char *
folder_of(const char *place)
{
	static const char *const schemes[] = {"file:", "copy:", "mirror+file:"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(schemes); i++) {
		if (!text_starts_with(place, schemes[i]))
			continue;
		place += strlen(schemes[i]);
		while (place[0] == '/' && place[1] == '/')
			place++;
		return place;
	}
	return strstr(place, "://") == NULL ? place : NULL;
}

/* "pool/a b" as a part of an address. "%41" stays as it is: who wrote it
 * escaped it already. */
static char *
join_address(struct arena *arena, const char *place, const char *path)
{
	struct text address;

	text_init(&address, arena);
	text_printf(&address, "%s%s", place, text_ends_with(place, "/") ? "" : "/");
	for (; *path != '\0'; path++)
		if (*path > ' ' && *path < 0x7f && strchr("\"<>\\^`{|}#", *path) == NULL)
			text_append(&address, path, 1);
		else
			text_printf(&address, "%%%02X", (unsigned char)*path);
	return arena_strdup(arena, text_string(&address));
}

/* 1: it is the file now; 0: `err` says why not; -1: an error of this
 * machine. */
static int
from_place(struct arena *arena, struct download_part *part, const char *place, struct error *err)
{
	const char *folder = folder_of(place), *address;
	int status;

	part->total = UINT64_MAX;
	part->begun = part->told = clock_seconds();
	part->from = part->offset;
	if (folder != NULL) {
		if (from_folder(arena, part, folder, err) != 0)
			return part->own_fault ? -1 : 0;
		status = download_part_finish(part, err);
		if (status == 0)
			error_wrap(err, "\"%s\"", folder);
		return status;
	}
	if (!text_starts_with(place, "http://") && !text_starts_with(place, "https://")) {
		error_set(err, ERROR_FAILED, "\"%s\" is neither a folder nor an address of HTTP",
		    http_hide_login(arena, place));
		return 0;
	}
	address = join_address(arena, place, part->wanted->path);
	return download_from_address(arena, part, address, err);
}

static int
from_places(struct arena *arena, struct download_part *part, struct error *err)
{
	const struct download *wanted = part->wanted;
	enum error_kind kind = ERROR_NOT_FOUND;
	struct text reasons;
	size_t i;
	int status;

	text_init(&reasons, arena);
	for (i = 0; i < wanted->places->count; i++) {
		status = from_place(arena, part, wanted->places->items[i], err);
		if (status > 0)
			return 0;
		if (status < 0)
			return error_wrap(err, "%s", wanted->called);
		if (err->kind != ERROR_NOT_FOUND)
			kind = ERROR_FAILED;
		log_detail("%s: %s", wanted->called, err->text);
		text_printf(&reasons, "%s%s", i == 0 ? "" : "; ", err->text);
	}
	return error_set(err, kind, "cannot fetch \"%s\": %s%s%s", wanted->called,
	    text_string(&reasons), wanted->remedy == NULL ? "" : "; ",
	    wanted->remedy == NULL ? "" : wanted->remedy);
}

int
download(struct arena *arena, const struct download *wanted, struct error *err)
{
	SCOPED(download_part) struct download_part part = DOWNLOAD_PART_NONE;
	SCOPED(fd) int lock = -1;

	if (is_right(wanted, wanted->file))
		return 0;
	if (lock_file(arena, wanted, &lock, err) != 0)
		return -1;
	/* somebody else has just fetched it, or all but the rename was done */
	if (is_right(wanted, wanted->file))
		return 0;
	if (is_right(wanted, arena_printf(arena, "%s.part", wanted->file)))
		return file_rename(arena_printf(arena, "%s.part", wanted->file), wanted->file, err);
	if (download_part_open(arena, wanted, &part, err) != 0)
		return -1;
	return from_places(arena, &part, err);
}
