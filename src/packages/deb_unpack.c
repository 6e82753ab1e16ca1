#include "packages/deb_unpack.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"

#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { READ_BLOCK = 64 << 10 };

/* A package under way. The entries of one folder stand together in its tar, so
 * the folder of the entry before is kept open. */
struct unpacking {
	struct deb_read *deb;
	const char *name; /* of the package, for errors */
	int root;
	int folder;
	char folder_path[DEB_PATH_LIMIT];
};

/* An entry on its way to the disk. */
struct unpacked {
	struct archive_entry *entry;
	const char *path; /* clean, relative to the root */
	int folder; /* where it goes */
	const char *base; /* its name there */
};

static int
refuse(const struct unpacking *unpacking, const char *path, const char *why, struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	    "the package \"%s\" is not unpacked: its entry \"%s\" %s", unpacking->name, path, why);
}

static int
broken(const struct unpacking *unpacking, const char *path, struct error *err)
{
	error_errno(err, "cannot unpack \"%s\"", path);
	err->kind = ERROR_FAILED;
	return error_wrap(err, "the package \"%s\"", unpacking->name);
}

/* "./usr/bin/x" gives "usr/bin/x", "./" gives ".". */
static int
clean(struct arena *arena, const struct unpacking *unpacking, const char *name,
    const char **ret_path, struct error *err)
{
	const char *path, *at;
	unsigned depth = 0;

	if (name == NULL || name[0] == '\0')
		return refuse(unpacking, "", "has no name", err);
	if (name[0] == '/')
		return refuse(unpacking, name, "has an absolute path", err);
	if (path_climbs(name))
		return refuse(unpacking, name, "has \"..\" in its path", err);
	path = path_clean(arena, name);
	for (at = path; *at != '\0'; at++)
		depth += *at == '/';
	if (depth >= DEB_DEPTH || (size_t)(at - path) >= DEB_PATH_LIMIT)
		return refuse(unpacking, path, "lies too deep", err);
	*ret_path = path;
	return 0;
}

/* The kernel follows no link on this way (openat2, Linux 5.6). -1 with
 * errno. */
static int
open_folder(const struct unpacking *unpacking, const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};

	return (int)syscall(SYS_openat2, unpacking->root, path, &how, sizeof(how));
}

static int
find_folder(struct arena *arena, struct unpacking *unpacking, const char *path, struct error *err)
{
	const char *folder = path_folder(arena, path);
	int fd;

	if (unpacking->folder >= 0 && strcmp(unpacking->folder_path, folder) == 0)
		return 0;
	fd = open_folder(unpacking, folder);
	if (fd < 0 && errno == ELOOP)
		return refuse(unpacking, path, "lies behind a link", err);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return refuse(unpacking, path, "lies in a folder that is no entry before it", err);
	if (fd < 0)
		return broken(unpacking, path, err);
	scope_fd(&unpacking->folder);
	unpacking->folder = fd;
	snprintf(unpacking->folder_path, sizeof(unpacking->folder_path), "%s", folder);
	return 0;
}

static int
taken(const struct unpacking *unpacking, const struct unpacked *to, struct error *err)
{
	if (errno == EEXIST)
		return refuse(unpacking, to->path, "stands there twice", err);
	return broken(unpacking, to->path, err);
}

/* The time is for programs that compare times of files; one that the file
 * system cannot keep is no error. */
static void
set_time(const struct unpacked *to)
{
	const struct timespec times[2] = {
	    {.tv_nsec = UTIME_OMIT}, {.tv_sec = archive_entry_mtime(to->entry), .tv_nsec = 0}};

	(void)!utimensat(to->folder, to->base, times, AT_SYMLINK_NOFOLLOW);
}

static int
write_content(struct unpacking *unpacking, const struct unpacked *to, int fd, struct error *err)
{
	char buffer[READ_BLOCK];
	ssize_t got;

	while ((got = deb_read_content(unpacking->deb, buffer, sizeof(buffer), err)) > 0)
		if (file_write_all(fd, buffer, (size_t)got, to->path, err) != 0)
			return -1;
	return got < 0 ? -1 : 0;
}

static int
write_file(struct unpacking *unpacking, const struct unpacked *to, struct error *err)
{
	int64_t size = archive_entry_size(to->entry);
	mode_t mode = (archive_entry_mode(to->entry) & 0111) != 0 ? 0755 : 0644;
	SCOPED(fd) int fd = -1;

	if (size < 0)
		return refuse(unpacking, to->path, "has no size", err);
	if (deb_read_afford(unpacking->deb, (uint64_t)size, err) != 0)
		return -1;
	fd = openat(
	    to->folder, to->base, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return taken(unpacking, to, err);
	if (write_content(unpacking, to, fd, err) != 0)
		return -1;
	if (fchmod(fd, mode) != 0)
		return broken(unpacking, to->path, err);
	set_time(to);
	return 0;
}

static int
make_folder(const struct unpacking *unpacking, const struct unpacked *to, struct error *err)
{
	struct stat status;

	if (mkdirat(to->folder, to->base, 0700) != 0) {
		if (errno == EEXIST &&
		    fstatat(to->folder, to->base, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISDIR(status.st_mode))
			return 0;
		return taken(unpacking, to, err);
	}
	if (fchmodat(to->folder, to->base, 0755, 0) != 0)
		return broken(unpacking, to->path, err);
	return 0;
}

static int
make_link(const struct unpacking *unpacking, const struct unpacked *to, struct error *err)
{
	const char *target = archive_entry_symlink(to->entry);

	/* a mode can say "link" where the tar has none */
	if (target == NULL || target[0] == '\0')
		return refuse(unpacking, to->path, "is a link without a target", err);
	if (symlinkat(target, to->folder, to->base) != 0)
		return taken(unpacking, to, err);
	set_time(to);
	return 0;
}

static int
make_hard_link(struct arena *arena, const struct unpacking *unpacking, const struct unpacked *to,
    struct error *err)
{
	const char *target;
	struct stat status;
	SCOPED(fd) int folder = -1;

	if (clean(arena, unpacking, archive_entry_hardlink(to->entry), &target, err) != 0)
		return -1;
	folder = open_folder(unpacking, path_folder(arena, target));
	if (folder < 0 || fstatat(folder, path_base(target), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(status.st_mode))
		return refuse(
		    unpacking, to->path, "is a hard link to what is no file before it", err);
	if (linkat(folder, path_base(target), to->folder, to->base, 0) != 0)
		return taken(unpacking, to, err);
	return 0;
}

static int
take_entry(struct arena *arena, struct unpacking *unpacking, struct archive_entry *entry,
    struct error *err)
{
	struct unpacked to = {.entry = entry};

	if (clean(arena, unpacking, archive_entry_pathname(entry), &to.path, err) != 0)
		return -1;
	if (strcmp(to.path, ".") == 0)
		return archive_entry_filetype(entry) == AE_IFDIR
		    ? 0
		    : refuse(unpacking, to.path, "is no folder", err);
	if (find_folder(arena, unpacking, to.path, err) != 0)
		return -1;
	to.folder = unpacking->folder;
	to.base = path_base(to.path);
	if (archive_entry_hardlink(entry) != NULL)
		return make_hard_link(arena, unpacking, &to, err);
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG:
		return write_file(unpacking, &to, err);
	case AE_IFDIR:
		return make_folder(unpacking, &to, err);
	case AE_IFLNK:
		return make_link(unpacking, &to, err);
	default:
		return refuse(unpacking, to.path, "is a device, a fifo or a socket", err);
	}
}

static int
unpack_data(struct unpacking *unpacking, struct error *err)
{
	struct archive_entry *entry;
	bool end = false;
	int status = 0;

	if (deb_read_part(unpacking->deb, "data.tar", err) != 0)
		return -1;
	while (status == 0 && (entry = deb_read_next(unpacking->deb, &end, err)) != NULL) {
		struct arena arena = {0};

		status = take_entry(&arena, unpacking, entry, err);
		arena_release(&arena);
	}
	return status == 0 && end ? 0 : -1;
}

static int
keep_script(struct deb_read *deb, const char *path, struct error *err)
{
	SCOPED(heap) char *script = malloc(DEB_SCRIPT_LIMIT);
	size_t size = 0;
	ssize_t got = 0;

	if (script == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	/* what is behind the limit says nothing that mote would look for */
	while (size < DEB_SCRIPT_LIMIT &&
	    (got = deb_read_content(deb, script + size, DEB_SCRIPT_LIMIT - size, err)) > 0)
		size += (size_t)got;
	return got < 0 ? -1 : file_write(path, script, size, 0644, err);
}

static int
unpack_control(struct deb_read *deb, const char *path, struct error *err)
{
	struct archive_entry *entry;
	bool end = false;
	int status = 0;

	if (deb_read_part(deb, "control.tar", err) != 0)
		return -1;
	while (status == 0 && (entry = deb_read_next(deb, &end, err)) != NULL) {
		const char *name = archive_entry_pathname(entry);

		if (name != NULL && strcmp(path_base(name), "postinst") == 0 &&
		    archive_entry_filetype(entry) == AE_IFREG)
			status = keep_script(deb, path, err);
	}
	return status == 0 && end ? 0 : -1;
}

int
deb_unpack(const struct deb_source *source, const char *folder, struct error *err)
{
	struct arena arena = {0};
	const char *root_path = path_join(&arena, folder, "root");
	SCOPED(deb_read) struct deb_read *deb = deb_read_open(source, err);
	SCOPED(fd) int root = -1;
	struct unpacking unpacking = {.deb = deb, .name = source->name, .folder = -1};
	int status = -1;

	if (deb == NULL)
		status = -1;
	else if (mkdir(root_path, 0700) != 0 || chmod(root_path, 0755) != 0 ||
	    (root = open(root_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		error_errno(err, "cannot unpack into \"%s\"", folder);
	else
		status = unpack_control(deb, path_join(&arena, folder, "postinst"), err);
	unpacking.root = root;
	if (status == 0)
		status = unpack_data(&unpacking, err);
	scope_fd(&unpacking.folder);
	arena_release(&arena);
	return status;
}
