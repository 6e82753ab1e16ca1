#include "transport/archive_read.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BLOCK = 256 << 10, ENTRY_LIMIT = 100000 };

/* Bytes that the archive may hold: blobs are compressed already, or are programs; what grows more than this
 * is a bomb. */
enum { MOST_GROWTH = 1000 };
static const uint64_t least_limit = (uint64_t)1 << 30, size_limit = (uint64_t)64 << 30;

/* An archive on its way into a folder. */
struct unpacking {
	struct archive *archive;
	const char *path; /* of the archive, for errors */
	const char *folder;
	uint64_t limit; /* bytes that it may hold */
	uint64_t written;
	bool layout; /* an oci-layout came by */
	bool docker; /* a manifest.json came by */
};

static void
scope_archive(struct archive **archive)
{
	if (*archive != NULL)
		archive_read_free(*archive);
}

static int
archive_error(const struct unpacking *unpacking, struct error *err)
{
	const char *why = archive_error_string(unpacking->archive);

	return error_set(err, ERROR_FAILED, "\"%s\" cannot be read as an archive of an image: %s",
	    unpacking->path, why == NULL ? "it is damaged or cut off" : why);
}

/* Whether the entry is a part of a layout. */
static bool
belongs(const char *name)
{
	static const char blobs[] = "blobs/sha256/";
	const char *hex = name + sizeof(blobs) - 1;

	if (strcmp(name, "oci-layout") == 0 || strcmp(name, "index.json") == 0)
		return true;
	return text_starts_with(name, blobs) && strlen(hex) == 64 &&
	    strspn(hex, "0123456789abcdef") == 64;
}

/* What was decompressed counts, taken or passed over, and what was written: a sparse file is more than its
 * bytes in the archive. `next`: what is about to be written. */
static int
check_limits(const struct unpacking *unpacking, uint64_t next, struct error *err)
{
	int64_t read = archive_filter_bytes(unpacking->archive, 0);

	if ((uint64_t)(read < 0 ? 0 : read) > unpacking->limit ||
	    next > unpacking->limit - unpacking->written)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" unpacks to more than %llu bytes, the most that is read of an archive of "
		    "its size",
		    unpacking->path, (unsigned long long)unpacking->limit);
	return process_check_interrupted(err);
}

static int
take_entry(struct unpacking *unpacking, const char *name, struct error *err)
{
	struct arena arena = {0};
	char *path = path_join(&arena, unpacking->folder, name);
	SCOPED(fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	SCOPED(heap) char *buffer = malloc(READ_BLOCK);
	la_ssize_t got = 0;

	arena_release(&arena);
	if (fd < 0 && errno == EEXIST)
		return error_set(
		    err, ERROR_FAILED, "\"%s\" holds \"%s\" twice", unpacking->path, name);
	if (fd < 0 || buffer == NULL)
		return error_errno(err, "cannot unpack \"%s\" of \"%s\"", name, unpacking->path);
	while ((got = archive_read_data(unpacking->archive, buffer, READ_BLOCK)) > 0) {
		if (check_limits(unpacking, (uint64_t)got, err) != 0 ||
		    file_write_all(fd, buffer, (size_t)got, name, err) != 0)
			return -1;
		unpacking->written += (uint64_t)got;
	}
	return got < 0 ? archive_error(unpacking, err) : 0;
}

static int
take_all(struct unpacking *unpacking, struct error *err)
{
	struct archive_entry *entry;
	unsigned count = 0;
	int status;

	/* a warning is about a name or an attribute that is not looked at: a layout's names are ASCII */
	while ((status = archive_read_next_header(unpacking->archive, &entry)) == ARCHIVE_OK ||
	    status == ARCHIVE_WARN) {
		const char *name = archive_entry_pathname(entry);

		if (++count > ENTRY_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "\"%s\" holds more than %d entries, the most that is read",
			    unpacking->path, ENTRY_LIMIT);
		if (check_limits(unpacking, (uint64_t)archive_entry_size(entry), err) != 0)
			return -1;
		if (name != NULL && text_starts_with(name, "./"))
			name += 2;
		if (name == NULL || archive_entry_filetype(entry) != AE_IFREG ||
		    archive_entry_hardlink(entry) != NULL)
			continue;
		unpacking->layout |= strcmp(name, "oci-layout") == 0;
		unpacking->docker |= strcmp(name, "manifest.json") == 0;
		if (belongs(name) && take_entry(unpacking, name, err) != 0)
			return -1;
	}
	return status == ARCHIVE_EOF ? 0 : archive_error(unpacking, err);
}

/* Opened here and not by libarchive, so that a file that is not there is that. */
static int
open_archive(struct unpacking *unpacking, int fd, struct error *err)
{
	struct archive *archive = unpacking->archive;
	struct stat status;

	if (fd < 0 || fstat(fd, &status) != 0)
		return error_errno(err, "cannot open the archive \"%s\"", unpacking->path);
	if (S_ISDIR(status.st_mode))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a folder; an archive is a file, \"oci:\" reads a folder",
		    unpacking->path);
	unpacking->limit = size_limit;
	if (S_ISREG(status.st_mode) && status.st_size < (off_t)(size_limit / MOST_GROWTH))
		unpacking->limit = (uint64_t)status.st_size * MOST_GROWTH;
	if (unpacking->limit < least_limit)
		unpacking->limit = least_limit;
	archive_read_support_format_tar(archive);
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	if (archive_read_open_fd(archive, fd, READ_BLOCK) != ARCHIVE_OK)
		return archive_error(unpacking, err);
	return 0;
}

int
archive_unpack(const char *path, const char *folder, struct error *err)
{
	SCOPED(fd) int fd = -1;
	SCOPED(archive) struct archive *archive = archive_read_new();
	struct unpacking unpacking = {.archive = archive, .path = path, .folder = folder};
	struct arena arena = {0};
	int status;

	if (archive == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (open_archive(&unpacking, fd, err) != 0)
		return -1;
	status = file_make_folders(path_join(&arena, folder, "blobs/sha256"), err);
	arena_release(&arena);
	if (status != 0 || take_all(&unpacking, err) != 0)
		return -1;
	if (!unpacking.layout && unpacking.docker)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is in Docker's own format alone; save it with Docker 25 or newer, or with "
		    "\"skopeo copy docker-archive:... oci-archive:...\"",
		    path);
	return 0;
}
