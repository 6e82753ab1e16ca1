#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

/*
 * Files and folders: read whole with a limit, write beside and rename, copy,
 * make, remove. A write that fails leaves what was there before. All
 * descriptors are close-on-exec.
 */

/* The whole file and a NUL that is not counted. A file larger than `limit`
 * bytes, a folder or a device is an error that names it. */
int file_read(struct arena *arena, const char *path, size_t limit, struct text *ret_bytes,
    struct error *err) MUST_CHECK;

/* Reads the rest of an open file, under the same rules. */
struct file_opened {
	int fd; /* stays open; the caller owns it */
	const char *name; /* for the error */
};
int file_read_opened(struct arena *arena, const struct file_opened *file, size_t limit,
    struct text *ret_bytes, struct error *err) MUST_CHECK;

/* Writes all of `bytes` to the descriptor; `name` is for the error. */
int file_write_all(
    int fd, const void *bytes, size_t size, const char *name, struct error *err) MUST_CHECK;

/* Reads up to `size` bytes, fewer only at the end of the file. Bytes read, or
 * -1. */
ssize_t file_read_full(int fd, void *bytes, size_t size, const char *name, struct error *err);

/* Writes `path` whole: to a hidden file beside it, then renamed over it, with
 * exactly `mode`. */
int file_write(
    const char *path, const void *bytes, size_t size, mode_t mode, struct error *err) MUST_CHECK;

/*
 * The same for writers that stream: file_beside opens a new hidden file in the
 * folder of `path` and gives its name; file_rename puts it in place. A caller
 * that fails unlinks the hidden file. Until then the descriptor, or a
 * duplicate, stays open: it holds the lock that keeps the file from being
 * cleaned away (leftover.h). Returns a descriptor that the caller owns, or -1.
 */
int file_beside(struct arena *arena, const char *path, mode_t mode, char **ret_hidden,
    struct error *err) MUST_CHECK;
int file_rename(const char *from, const char *to, struct error *err) MUST_CHECK;

/*
 * A result survives a power cut once it is reported: file_sync makes the bytes
 * of a file, or the names in a folder, durable; the other two are file_rename
 * and file_write in an order that at no moment leaves a name without its bytes:
 * sync the hidden file, rename it, sync the folder. Scratch needs none of this.
 */
int file_sync(const char *path, struct error *err) MUST_CHECK;
int file_rename_durable(const char *from, const char *to, struct error *err) MUST_CHECK;
int file_write_durable(
    const char *path, const void *bytes, size_t size, mode_t mode, struct error *err) MUST_CHECK;

/* An open file, and its name in errors. */
struct file_end {
	int fd;
	const char *name;
};
/* Copies the bytes of `from` to `to`, each from its present position; in the
 * kernel where it can (reflink, copy_file_range). */
int file_copy(struct file_end from, struct file_end to, struct error *err) MUST_CHECK;

/* Makes the folder and those above it with mode 0777 less the umask; one that
 * exists is fine. */
int file_make_folders(const char *path, struct error *err) MUST_CHECK;

/* Removes a file, or a folder with all below it, following no link and making
 * folders writable on the way; what does not exist is fine. */
int file_remove_tree(const char *path, struct error *err) MUST_CHECK;

/* Opens /dev/null for each of stdin, stdout and stderr that is closed, so that
 * no file of ours gets its number and no message ends in one; stdout for
 * reading, so that a result that nobody can get is an error. Once, by main,
 * first. */
void file_reserve_standard(void);

/* The entries of an open folder, which stays the caller's; NULL with errno. */
DIR *file_open_entries(int folder);

bool file_exists(const char *path);
bool file_is_folder(const char *path);

#endif
