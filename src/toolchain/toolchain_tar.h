#ifndef TOOLCHAIN_TOOLCHAIN_TAR_H
#define TOOLCHAIN_TOOLCHAIN_TAR_H

#include "base/error.h"

#include <archive_entry.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * Reads a tar, compressed by xz or not, entry by entry. The tar is foreign, so
 * all of its bytes are counted before libarchive looks at them, also those of
 * entries that the caller skips; and a signal ends the reading of each of them.
 *
 *	SCOPED(toolchain_tar)
 *	struct toolchain_tar *tar = toolchain_tar_open(path, err);
 *	while ((entry = toolchain_tar_next(tar, &end, err)) != NULL)
 *		size = toolchain_tar_content(tar, buffer, size, err);
 *
 * Each error names the path, and its kind is ERROR_REFUSED if the tar is at
 * fault.
 */
struct toolchain_tar;

/* NULL with `err`, whose kind is ERROR_NOT_FOUND if there is no such file. The
 * tar keeps `path`. */
struct toolchain_tar *toolchain_tar_open(const char *path, struct error *err) MUST_CHECK;

/* The next entry, which is valid until the next call. NULL: `*ret_end` is true
 * behind the last one; otherwise there is an `err`. */
struct archive_entry *toolchain_tar_next(
    struct toolchain_tar *tar, bool *ret_end, struct error *err) MUST_CHECK;

/* The number of bytes of the entry that were read, 0 at its end, or -1. */
ssize_t toolchain_tar_content(
    struct toolchain_tar *tar, void *buffer, size_t size, struct error *err) MUST_CHECK;

void scope_toolchain_tar(struct toolchain_tar **tar);

#endif
