#include "http/download_part.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

/* Seconds between two lines of a log, and between two looks of a user. */
#define LINE_PAUSE 5.0
#define LOOK_PAUSE 0.1

static int
own_fault(struct download_part *part)
{
	part->own_fault = true;
	return -1;
}

int
download_part_clear(struct download_part *part, struct error *err)
{
	digester_free(part->digester);
	part->digester = digester_new(err);
	part->offset = part->from = 0;
	if (part->digester == NULL)
		return own_fault(part);
	if (lseek(part->fd, 0, SEEK_SET) == 0 && ftruncate(part->fd, 0) == 0)
		return 0;
	error_set(err, ERROR_FAILED, "cannot write \"%s\": %s", part->path, strerror(errno));
	return own_fault(part);
}

/* Continues the digest where the earlier run stopped. */
static int
read_earlier(struct download_part *part, struct error *err)
{
	SCOPED(heap) char *bytes = malloc(PIECE);
	ssize_t got = 1;

	if (bytes == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	while (got > 0) {
		got = file_read_full(part->fd, bytes, PIECE, part->path, err);
		if (got < 0 || error_if_stopped(err) != 0 ||
		    digester_add(part->digester, bytes, (size_t)got, err) != 0)
			return -1;
		part->offset += (uint64_t)got;
	}
	return 0;
}

int
download_part_open(struct arena *arena, const struct download *wanted,
    struct download_part *ret_part, struct error *err)
{
	struct download_part *part = ret_part;
	struct stat status;

	part->wanted = wanted;
	part->path = arena_printf(arena, "%s.part", wanted->file);
	part->total = UINT64_MAX;
	part->fd = open(part->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
	if (part->fd < 0 || fstat(part->fd, &status) != 0)
		return error_errno(err, "cannot write \"%s\"", part->path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_FAILED,
		    "cannot write \"%s\": it is no regular file; remove it", part->path);
	if (wanted->sha256 == NULL || (uint64_t)status.st_size > wanted->limit)
		return download_part_clear(part, err);
	part->digester = digester_new(err);
	if (part->digester == NULL)
		return -1;
	return read_earlier(part, err);
}

/* "12.0 MB of 40.0 MB, 30 %, 2.10 MB/s" */
static char *
progress(struct arena *arena, const struct download_part *part, double now)
{
	double seconds = now - part->begun;
	double speed = (double)(part->offset - part->from) / (seconds > 0.001 ? seconds : 0.001);
	const char *done = text_size(arena, part->offset);
	const char *rate = text_size(arena, (uint64_t)speed);

	if (part->total == UINT64_MAX || part->total == 0)
		return arena_printf(arena, "%s, %s/s", done, rate);
	return arena_printf(arena, "%s of %s, %u %%, %s/s", done, text_size(arena, part->total),
	    (unsigned)((double)part->offset * 100 / (double)part->total), rate);
}

static void
tell(struct download_part *part)
{
	bool has_lines = log_output_mode() == OUTPUT_LINES;
	double now = clock_seconds();
	struct arena arena = {0};

	if (now - part->told < (has_lines ? LINE_PAUSE : LOOK_PAUSE))
		return;
	part->told = now;
	if (has_lines)
		log_step("%s: %s", part->wanted->called, progress(&arena, part, now));
	else
		log_part("%s: %s", part->wanted->called, progress(&arena, part, now));
	arena_release(&arena);
}

int
download_part_add(struct download_part *part, const void *bytes, size_t size, struct error *err)
{
	if (part->offset > part->wanted->limit || size > part->wanted->limit - part->offset)
		return error_set(err, ERROR_FAILED,
		    "it has more than %llu bytes, the most that are taken of it",
		    (unsigned long long)part->wanted->limit);
	if (file_write_all(part->fd, bytes, size, part->path, err) != 0 ||
	    digester_add(part->digester, bytes, size, err) != 0)
		return own_fault(part);
	part->offset += size;
	tell(part);
	return 0;
}

int
download_part_finish(struct download_part *part, struct error *err)
{
	const char *expected = part->wanted->sha256;
	struct digest digest;

	if (digester_finish(part->digester, &digest, err) != 0)
		return own_fault(part);
	if (expected != NULL && strcmp(digest_hex(&digest), expected) != 0) {
		if (download_part_clear(part, err) != 0)
			return -1;
		error_set(err, ERROR_FAILED, "its SHA-256 is \"%s\" and not \"%s\"",
		    digest_hex(&digest), expected);
		return 0;
	}
	if (file_rename(part->path, part->wanted->file, err) != 0)
		return own_fault(part);
	close(TAKE_FD(part->fd));
	return 1;
}

void
scope_download_part(struct download_part *part)
{
	if (part->wanted == NULL)
		return;
	log_part("%s", "");
	digester_free(part->digester);
	if (part->fd < 0)
		return;
	if (part->wanted->sha256 == NULL || part->offset == 0)
		unlink(part->path);
	close(part->fd);
}
