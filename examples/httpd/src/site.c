#include "site.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { TAG_SLOTS = 1024 };

/* The kernel keeps the walk below the root, whatever links lie on the way. */
static int
open_below(int root, const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};

	return (int)syscall(SYS_openat2, root, path[1] == '\0' ? "." : path + 1, &how, sizeof(how));
}

/* FNV-1a over the whole file. In an image every file has the same time, so only content tells versions apart. */
static uint64_t
hash_content(int fd)
{
	unsigned char bytes[16384];
	uint64_t hash = 0xcbf29ce484222325u;
	off_t at = 0;
	ssize_t got, i;

	while ((got = pread(fd, bytes, sizeof(bytes), at)) > 0) {
		for (i = 0; i < got; i++)
			hash = (hash ^ bytes[i]) * 0x100000001b3u;
		at += got;
	}
	return hash;
}

/* Hashes are kept for files that did not change since. */
static uint64_t
content_hash(int fd, const struct stat *status)
{
	static struct {
		dev_t device;
		ino_t inode;
		struct timespec changed;
		uint64_t hash;
	} slots[TAG_SLOTS];
	size_t i = (size_t)(status->st_ino ^ status->st_dev * 31) % TAG_SLOTS;

	if (slots[i].inode != status->st_ino || slots[i].device != status->st_dev ||
	    slots[i].changed.tv_sec != status->st_ctim.tv_sec ||
	    slots[i].changed.tv_nsec != status->st_ctim.tv_nsec || slots[i].hash == 0) {
		slots[i].device = status->st_dev;
		slots[i].inode = status->st_ino;
		slots[i].changed = status->st_ctim;
		slots[i].hash = hash_content(fd);
	}
	return slots[i].hash;
}

/* A regular file, or -1 with errno; EISDIR for a folder. */
static int
open_file(int root, const char *path, struct stat *status)
{
	int fd = open_below(root, path);

	if (fd < 0)
		return -1;
	if (fstat(fd, status) == 0 && S_ISREG(status->st_mode))
		return fd;
	close(fd);
	errno = S_ISDIR(status->st_mode) ? EISDIR : EACCES;
	return -1;
}

/* The same content, made smaller before: "app.js.br", "app.js.gz". */
static int
open_smaller(const struct site *site, const struct request *request, struct site_file *file,
    struct stat *status)
{
	static const struct {
		const char *ending, *encoding;
	} codings[] = {{".br", "br"}, {".gz", "gzip"}};
	char path[PATH_LIMIT + 24];
	int found = -1;
	size_t i;

	for (i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
		bool accepted = i == 0 ? request->accepts_br : request->accepts_gzip;
		struct stat smaller;
		int fd;

		snprintf(path, sizeof(path), "%s%s", file->type_path, codings[i].ending);
		fd = open_file(site->root, path, &smaller);
		if (fd < 0)
			continue;
		file->negotiated = true;
		if (!accepted || found >= 0) {
			close(fd);
			continue;
		}
		found = fd;
		file->encoding = codings[i].encoding;
		*status = smaller;
	}
	return found;
}

static int
fill(const struct site *site, const struct request *request, int fd, struct stat *status,
    struct site_file *file)
{
	int smaller = open_smaller(site, request, file, status);

	if (smaller >= 0) {
		close(fd);
		fd = smaller;
	}
	file->fd = fd;
	file->size = (uint64_t)status->st_size;
	file->modified = status->st_mtim.tv_sec;
	snprintf(file->tag, sizeof(file->tag), "\"%016llx\"",
	    (unsigned long long)content_hash(fd, status));
	return 200;
}

/* A path that names no file by its last part: one that a router in the browser knows. */
static bool
looks_like_page(const char *path)
{
	return strchr(strrchr(path, '/'), '.') == NULL;
}

int
site_find(const struct site *site, const struct request *request, struct site_file *file)
{
	bool folder = request->path_is_folder;
	struct stat status = {0};
	int fd;

	memset(file, 0, sizeof(*file));
	snprintf(file->type_path, sizeof(file->type_path), "%s%s", request->path,
	    !folder                     ? ""
		: request->path[1] == 0 ? "index.html"
					: "/index.html");
	fd = open_file(site->root, file->type_path, &status);
	if (fd < 0 && errno == EISDIR && !folder)
		return 301;
	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM))
		return 500;
	if (fd < 0 && site->spa && looks_like_page(request->path)) {
		snprintf(file->type_path, sizeof(file->type_path), "/index.html");
		fd = open_file(site->root, file->type_path, &status);
	}
	return fd < 0 ? 404 : fill(site, request, fd, &status, file);
}
