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
 * Files and folders: read a whole file with a limit, write a hidden file and
 * rename it, copy, make, remove. A write that fails leaves the old file. All
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

/* Writes all bytes to a hidden file beside `path`, then renames it to `path`.
 * Its mode is exactly `mode`. */
int file_write(
    const char *path, const void *bytes, size_t size, mode_t mode, struct error *err) MUST_CHECK;

/*
 * The same for a caller that writes piece by piece: file_beside opens a new
 * hidden file in the folder of `path` and returns its name; file_rename gives
 * it its final name. A caller that fails unlinks the hidden file. The caller
 * keeps the descriptor, or a duplicate, open until the rename: it holds the
 * lock without which another mote would remove the file (leftover.h). Returns a
 * descriptor that the caller owns, or -1.
 */
int file_beside(struct arena *arena, const char *path, mode_t mode, char **ret_hidden,
    struct error *err) MUST_CHECK;
int file_rename(const char *from, const char *to, struct error *err) MUST_CHECK;

/*
 * A result that mote reported must survive a power cut. file_sync makes the
 * bytes of a file, or the names in a folder, durable. The other two do what
 * file_rename and file_write do, in the safe order: sync the hidden file,
 * rename it, sync the folder. So no name ever stands for missing bytes.
 * Temporary files need none of this.
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
 * kernel where it can (reflink, copy_file_range). Holes of a MiB or more in all
 * stay holes: they could fill the disk. */
int file_copy(struct file_end from, struct file_end to, struct error *err) MUST_CHECK;

/* How many bytes of a regular file are holes: they take no room on the disk.
 * The descriptor is at the begin of the file afterwards. */
uint64_t file_hole_bytes(int fd);

/* Makes the folder and its missing parents with mode 0777 less the umask. An
 * existing folder is no error. */
int file_make_folders(const char *path, struct error *err) MUST_CHECK;

/* Removes a file, or a folder with everything below it. Follows no link; makes
 * folders writable where needed. A missing path is no error. */
int file_remove_tree(const char *path, struct error *err) MUST_CHECK;

/* Opens /dev/null for each of stdin, stdout and stderr that is closed. Else the
 * next file that mote opens would get that number, and messages would be
 * written into it. A closed stdout is opened for reading only, so that printing
 * a result is an error. main calls it once, first. */
void file_reserve_standard(void);

/* Lists an open folder. The caller still owns the descriptor. NULL with
 * errno. */
DIR *file_open_entries(int folder);

bool file_exists(const char *path);
bool file_is_folder(const char *path);

#endif
