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

static const uint64_t size_limit = (uint64_t)64 << 30;

static void
scope_archive(struct archive **archive)
{
	if (*archive != NULL)
		archive_read_free(*archive);
}

static int
archive_error(struct archive *archive, struct error *err)
{
	const char *why = archive_error_string(archive);

	return error_set(err, ERROR_FAILED, "it cannot be read as an archive: %s",
	    why == NULL ? "unknown reason" : why);
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

static int
take_entry(struct archive *archive, const char *folder, const char *name, uint64_t *left,
    struct error *err)
{
	struct arena arena = {0};
	char *path = path_join(&arena, folder, name);
	SCOPED(fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	SCOPED(heap) char *buffer = malloc(READ_BLOCK);
	la_ssize_t got = 0;

	arena_release(&arena);
	if (fd < 0 && errno == EEXIST)
		return error_set(err, ERROR_FAILED, "it holds \"%s\" twice", name);
	if (fd < 0 || buffer == NULL)
		return error_errno(err, "cannot unpack \"%s\"", name);
	while ((got = archive_read_data(archive, buffer, READ_BLOCK)) > 0) {
		if ((uint64_t)got > *left)
			return error_set(
			    err, ERROR_FAILED, "it holds more than 64 GiB, the most that is read");
		*left -= (uint64_t)got;
		if (process_check_interrupted(err) != 0 ||
		    file_write_all(fd, buffer, (size_t)got, name, err) != 0)
			return -1;
	}
	return got < 0 ? archive_error(archive, err) : 0;
}

static int
take_all(struct archive *archive, const char *folder, struct error *err)
{
	uint64_t left = size_limit;
	struct archive_entry *entry;
	unsigned count = 0;
	int status;

	while ((status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
		const char *name = archive_entry_pathname(entry);

		if (++count > ENTRY_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "it holds more than %d entries, the most that is read", ENTRY_LIMIT);
		if (name != NULL && text_starts_with(name, "./"))
			name += 2;
		if (name == NULL || !belongs(name) || archive_entry_filetype(entry) != AE_IFREG ||
		    archive_entry_hardlink(entry) != NULL)
			continue;
		if (take_entry(archive, folder, name, &left, err) != 0)
			return -1;
	}
	return status == ARCHIVE_EOF ? 0 : archive_error(archive, err);
}

int
archive_unpack(const char *path, const char *folder, struct error *err)
{
	SCOPED(archive) struct archive *archive = archive_read_new();
	struct arena arena = {0};
	int status;

	status = file_make_folders(path_join(&arena, folder, "blobs/sha256"), err);
	arena_release(&arena);
	if (status != 0)
		return -1;
	if (archive == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	archive_read_support_format_tar(archive);
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	if (archive_read_open_filename(archive, path, READ_BLOCK) != ARCHIVE_OK)
		return archive_error(archive, err);
	return take_all(archive, folder, err);
}
