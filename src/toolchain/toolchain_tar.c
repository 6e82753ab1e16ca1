#include "toolchain/toolchain_tar.h"

#include "base/scope.h"
#include "stream/access_lists.h"

#include <archive.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

enum { READ_BLOCK = 256 << 10 };

/* Ten toolchains and the tools have less than one GiB. */
static const uint64_t most_bytes = (uint64_t)16 << 30, most_lists = (uint64_t)64 << 20;

/* Two readers of libarchive: `packed` undoes the compression and sees one raw
 * file, whose bytes are counted on their way into `tar`. */
struct toolchain_tar {
	const char *path;
	struct archive *packed, *tar;
	struct access_lists lists;
	uint64_t bytes_left, lists_left;
	struct error trouble; /* of a callback: libarchive cannot carry ours */
	char bytes[READ_BLOCK];
};

static int
failed(struct toolchain_tar *tar, struct archive *archive, struct error *err)
{
	const char *why = archive_error_string(archive);

	if (error_if_stopped(err) != 0)
		return -1;
	if (tar->trouble.kind != ERROR_NONE) {
		*err = tar->trouble;
		return -1;
	}
	return error_set(err, ERROR_REFUSED, "\"%s\" cannot be unpacked: %s", tar->path,
	    why == NULL ? "it is damaged or cut off" : why);
}

static int
too_much(struct toolchain_tar *tar, const char *what)
{
	return error_set(
	    &tar->trouble, ERROR_REFUSED, "\"%s\" cannot be unpacked: it has %s", tar->path, what);
}

static int
spend(struct toolchain_tar *tar, size_t size)
{
	uint64_t cost;

	if (size > tar->bytes_left)
		return too_much(tar, "more than 16 GiB");
	tar->bytes_left -= size;
	cost = access_lists_cost(&tar->lists, tar->bytes, size);
	if (cost > tar->lists_left)
		return too_much(tar, "larger access control lists than a toolchain needs");
	tar->lists_left -= cost;
	return error_if_stopped(&tar->trouble);
}

static la_ssize_t
pull(struct archive *archive, void *context, const void **ret_bytes)
{
	struct toolchain_tar *tar = context;
	la_ssize_t got = archive_read_data(tar->packed, tar->bytes, READ_BLOCK);

	if (got < 0)
		(void)failed(tar, tar->packed, &tar->trouble);
	else if (got > 0)
		(void)!spend(tar, (size_t)got);
	if (tar->trouble.kind != ERROR_NONE) {
		archive_set_error(archive, ARCHIVE_FATAL, "%s", tar->trouble.text);
		return -1;
	}
	*ret_bytes = tar->bytes;
	return got;
}

static int
open_packed(struct toolchain_tar *tar, struct error *err)
{
	struct archive_entry *entry;

	archive_read_support_filter_xz(tar->packed);
	archive_read_support_format_raw(tar->packed);
	if (archive_read_open_filename(tar->packed, tar->path, READ_BLOCK) != ARCHIVE_OK)
		return archive_errno(tar->packed) == ENOENT
		    ? error_set(err, ERROR_NOT_FOUND, "there is no \"%s\"", tar->path)
		    : failed(tar, tar->packed, err);
	if (archive_read_next_header(tar->packed, &entry) != ARCHIVE_OK)
		return failed(tar, tar->packed, err);
	/* libarchive would undo the same compression again and again */
	if (archive_filter_count(tar->packed) > 2)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" cannot be unpacked: it is compressed more than once", tar->path);
	return 0;
}

struct toolchain_tar *
toolchain_tar_open(const char *path, struct error *err)
{
	SCOPED(toolchain_tar) struct toolchain_tar *tar = calloc(1, sizeof(*tar));

	if (tar != NULL) {
		tar->packed = archive_read_new();
		tar->tar = archive_read_new();
	}
	if (tar == NULL || tar->packed == NULL || tar->tar == NULL) {
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	tar->path = path;
	tar->bytes_left = most_bytes;
	tar->lists_left = most_lists;
	if (open_packed(tar, err) != 0)
		return NULL;
	archive_read_support_format_tar(tar->tar);
	if (archive_read_open(tar->tar, tar, NULL, pull, NULL) != ARCHIVE_OK) {
		failed(tar, tar->tar, err);
		return NULL;
	}
	return TAKE(tar);
}

struct archive_entry *
toolchain_tar_next(struct toolchain_tar *tar, bool *ret_end, struct error *err)
{
	struct archive_entry *entry;
	int status = archive_read_next_header(tar->tar, &entry);

	*ret_end = status == ARCHIVE_EOF;
	if (status == ARCHIVE_OK || status == ARCHIVE_WARN)
		return entry;
	if (status != ARCHIVE_EOF)
		failed(tar, tar->tar, err);
	return NULL;
}

ssize_t
toolchain_tar_content(struct toolchain_tar *tar, void *buffer, size_t size, struct error *err)
{
	la_ssize_t got = archive_read_data(tar->tar, buffer, size);

	return got < 0 ? failed(tar, tar->tar, err) : got;
}

void
scope_toolchain_tar(struct toolchain_tar **tar)
{
	if (*tar == NULL)
		return;
	if ((*tar)->tar != NULL)
		archive_read_free((*tar)->tar);
	if ((*tar)->packed != NULL)
		archive_read_free((*tar)->packed);
	free(*tar);
	*tar = NULL;
}
