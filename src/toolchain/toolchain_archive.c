#include "toolchain/toolchain_archive.h"

#include "base/file.h"
#include "base/json.h"
#include "base/path.h"
#include "base/scope.h"
#include "toolchain/toolchain_tar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	READ_BLOCK = 256 << 10,
	CONTENTS_LIMIT = 64 << 10,
	ENTRY_LIMIT = 1000000,
	PATH_LIMIT = 4096,
	DIGITS = 64,
};
/* Of all files together; ten toolchains and the tools have less than one. */
static const uint64_t size_limit = (uint64_t)16 << 30;

const uint64_t toolchain_archive_limit = (uint64_t)4 << 30;

static const char contents_name[] = "mote-toolchain.json";

const char *const toolchain_archive_others[] = {"bubblewrap", NULL};
const char *const toolchain_archive_collections[] = {"packages", NULL};

struct folder_time {
	const char *path;
	time_t time;
};

/* An archive under way. */
struct unpacking {
	const char *name; /* for errors */
	struct toolchain_tar *tar;
	const struct text_list *targets;
	int root; /* the folder that nothing leaves */
	uint64_t bytes, entries;
	/* folders of collections, whose times what is put into them changes */
	struct arena *arena;
	struct folder_time *folders;
	size_t folder_count;
	char *buffer; /* of READ_BLOCK bytes */
};

char *
toolchain_archive_name(struct arena *arena)
{
	return arena_printf(arena, "mote-toolchain-%s.tar.xz", platform_host()->target);
}

/* An entry that no toolchain has. */
static int
refuse(const struct unpacking *unpacking, const char *path, const char *why, struct error *err)
{
	return error_set(
	    err, ERROR_REFUSED, "\"%s\" cannot be unpacked: \"%s\" %s", unpacking->name, path, why);
}

/* False: something is missing. */
static bool
parse_contents(struct arena *arena, const json_t *json, struct toolchain_contents *ret_contents)
{
	struct toolchain_contents contents = {.host = json_get_text(arena, json, "host"),
	    .compiler = json_get_text(arena, json, "compiler")};
	json_t *rows = json_object_get(json, "toolchains"), *row;
	const char *target;

	if (contents.host == NULL || contents.compiler == NULL || !json_is_object(rows))
		return false;
	contents.items = arena_array(arena, json_object_size(rows), sizeof(*contents.items));
	json_object_foreach(rows, target, row)
	{
		struct error ignored;
		const struct platform *platform = platform_parse(target, &ignored);

		/* a newer mote may know more of them */
		if (platform == NULL || strcmp(platform->target, target) != 0 ||
		    !json_is_string(row))
			continue;
		contents.items[contents.count++] = (struct toolchain_member){
		    platform, arena_strdup(arena, json_string_value(row))};
	}
	*ret_contents = contents;
	return true;
}

/* The first member, which says what the others are. */
static int
read_contents(struct arena *arena, const struct unpacking *unpacking,
    struct toolchain_contents *ret_contents, struct error *err)
{
	char *bytes = arena_alloc(arena, CONTENTS_LIMIT);
	SCOPED(json) json_t *json = NULL;
	bool end;
	struct archive_entry *entry = toolchain_tar_next(unpacking->tar, &end, err);
	const char *name = entry == NULL ? NULL : archive_entry_pathname(entry);
	ssize_t size;

	if (entry == NULL && !end)
		return -1;
	if (name == NULL || strcmp(name, contents_name) != 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is no archive of toolchains: it does not begin with \"%s\"; \"make -C "
		    "toolchain dist\" makes one",
		    unpacking->name, contents_name);
	size = toolchain_tar_content(unpacking->tar, bytes, CONTENTS_LIMIT, err);
	if (size < 0)
		return -1;
	json = json_parse(bytes, (size_t)size, contents_name, err);
	if (json == NULL)
		return error_wrap(err, "\"%s\"", unpacking->name);
	if (!parse_contents(arena, json, ret_contents))
		return error_set(err, ERROR_FAILED,
		    "\"%s\": its \"%s\" has no \"host\", \"compiler\" or \"toolchains\"",
		    unpacking->name, contents_name);
	return 0;
}

int
toolchain_archive_read(struct arena *arena, const char *path,
    struct toolchain_contents *ret_contents, struct error *err)
{
	SCOPED(toolchain_tar) struct toolchain_tar *tar = toolchain_tar_open(path, err);
	const struct unpacking unpacking = {.name = path, .tar = tar};

	return tar == NULL ? -1 : read_contents(arena, &unpacking, ret_contents, err);
}

static bool
has_word(const char *const *words, const char *word)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

/* Whether the entry is to be unpacked, by the first part of its path. */
static bool
is_wanted(const struct unpacking *unpacking, const char *path)
{
	struct arena arena = {0};
	const char *top = arena_copy(&arena, path, strcspn(path, "/"));
	bool wanted = strcmp(top, "compiler") == 0 || text_list_has(unpacking->targets, top) ||
	    has_word(toolchain_archive_others, top) || has_word(toolchain_archive_collections, top);

	arena_release(&arena);
	return wanted;
}

/* "./a//b/" gives "a/b". NULL: it is no path of a toolchain. */
static const char *
plain_path(struct arena *arena, const char *path)
{
	if (path == NULL || path[0] == '/' || path[0] == '\0' || path_climbs(path) ||
	    strlen(path) >= PATH_LIMIT)
		return NULL;
	path = path_clean(arena, path);
	return strcmp(path, ".") == 0 ? NULL : path;
}

/* Opens a folder in a folder, and makes it if there is none; follows no
 * link. */
static int
enter(int parent, const char *name)
{
	if (mkdirat(parent, name, 0755) == 0 && fchmodat(parent, name, 0755, 0) != 0)
		return -1;
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The folder of the path. The caller owns the descriptor; -1 with errno. */
static int
open_parent(const struct unpacking *unpacking, const char *path)
{
	struct arena arena = {0};
	char *part = arena_strdup(&arena, path), *slash;
	int parent = fcntl(unpacking->root, F_DUPFD_CLOEXEC, 0), inner;

	while (parent >= 0 && (slash = strchr(part, '/')) != NULL) {
		*slash = '\0';
		inner = enter(parent, part);
		scope_fd(&parent);
		parent = inner;
		part = slash + 1;
	}
	arena_release(&arena);
	return parent;
}

static int
write_file(
    struct unpacking *unpacking, int parent, const char *path, mode_t mode, struct error *err)
{
	SCOPED(fd)
	int fd = openat(
	    parent, path_base(path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	ssize_t got;

	if (fd < 0 && errno == EEXIST)
		return refuse(unpacking, path, "is in it twice", err);
	if (fd < 0)
		return error_errno(err, "\"%s\": cannot write \"%s\"", unpacking->name, path);
	while (
	    (got = toolchain_tar_content(unpacking->tar, unpacking->buffer, READ_BLOCK, err)) > 0) {
		unpacking->bytes += (uint64_t)got;
		if (unpacking->bytes > size_limit)
			return refuse(unpacking, path, "makes it larger than 16 GiB", err);
		if (error_if_stopped(err) != 0)
			return -1;
		if (file_write_all(fd, unpacking->buffer, (size_t)got, path, err) != 0)
			return error_wrap(err, "\"%s\"", unpacking->name);
	}
	if (got < 0)
		return -1;
	/* neither a set-id bit nor an umask counts */
	if (fchmod(fd, (mode & 0111) != 0 ? 0755 : 0644) != 0)
		return error_errno(err, "\"%s\": cannot write \"%s\"", unpacking->name, path);
	return 0;
}

/* "a/../b": where it leads depends on what "a" is, which may be a link. */
static bool
climbs_back(const char *to)
{
	while (strncmp(to, "../", 3) == 0 || strncmp(to, "./", 2) == 0)
		to = strchr(to, '/') + 1;
	return strcmp(to, "..") != 0 && path_climbs(to);
}

/* A link of a toolchain stays in it: programs of the host follow it. Those of
 * packages are only followed where their root is the root of a sandbox. */
static int
make_link(
    struct unpacking *unpacking, int parent, const char *path, const char *to, struct error *err)
{
	struct arena arena = {0};
	const char *top = arena_copy(&arena, path, strcspn(path, "/"));
	const char *end =
	    to == NULL ? "/" : path_clean(&arena, path_join(&arena, path_folder(&arena, path), to));
	bool free_to_leave = has_word(toolchain_archive_collections, top);
	int result = 0;

	if (to == NULL || to[0] == '\0' ||
	    (!free_to_leave && (climbs_back(to) || !path_is_inside(top, end))))
		result = refuse(unpacking, path, "is a link that leads out of its folder", err);
	else if (symlinkat(to, parent, path_base(path)) != 0)
		result = errno == EEXIST
		    ? refuse(unpacking, path, "is in it twice", err)
		    : error_errno(err, "\"%s\": cannot write \"%s\"", unpacking->name, path);
	arena_release(&arena);
	return result;
}

/* Another name of an earlier file. An earlier link is made anew: it may lead
 * elsewhere from here. */
static int
make_hard_link(
    struct unpacking *unpacking, int parent, const char *path, const char *to, struct error *err)
{
	struct arena arena = {0};
	const char *from = plain_path(&arena, to);
	SCOPED(fd) int folder = from == NULL ? -1 : open_parent(unpacking, from);
	char leads[PATH_LIMIT] = "";
	struct stat status;
	int result = 0;

	if (folder < 0 || fstatat(folder, path_base(from), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
	    S_ISDIR(status.st_mode))
		result = refuse(
		    unpacking, path, "is a link to a file that does not stand before it", err);
	else if (S_ISLNK(status.st_mode) &&
	    readlinkat(folder, path_base(from), leads, sizeof(leads) - 1) >= 0)
		result = make_link(unpacking, parent, path, leads, err);
	else if (linkat(folder, path_base(from), parent, path_base(path), 0) != 0)
		result = errno == EEXIST
		    ? refuse(unpacking, path, "is in it twice", err)
		    : error_errno(err, "\"%s\": cannot write \"%s\"", unpacking->name, path);
	arena_release(&arena);
	return result;
}

static bool
is_in_collection(const char *path)
{
	const char *const *name;

	for (name = toolchain_archive_collections; *name != NULL; name++)
		if (strncmp(path, *name, strlen(*name)) == 0 &&
		    strchr("/", path[strlen(*name)]) != NULL)
			return true;
	return false;
}

/* The files of packages. The time of the folder around them says when mote used
 * it. */
static bool
has_own_time(const char *path)
{
	const char *name = is_in_collection(path) ? strchr(path, '/') : NULL;
	const char *inner = name == NULL ? NULL : strchr(name + 1, '/');

	return inner != NULL && (strcmp(inner, "/root") == 0 || text_starts_with(inner, "/root/"));
}

/* Whether the path of a collection has the shape that it must have; its first
 * two parts, and "root", are folders. */
static bool
is_of_collection(const char *path, bool is_folder, bool is_file)
{
	const char *name = strchr(path, '/'), *inner;
	size_t length;

	if (name == NULL)
		return is_folder;
	length = strcspn(++name, "/");
	if (length != DIGITS || strspn(name, "0123456789abcdef") != DIGITS)
		return false;
	inner = name + length;
	if (*inner == '\0' || strcmp(inner, "/root") == 0)
		return is_folder;
	return text_starts_with(inner, "/root/") || (is_file && strcmp(inner, "/postinst") == 0);
}

/* Nothing but folders stands at the top, and in a collection nothing but what
 * the store of packages makes: its names are believed by those who look for
 * them there. */
static int
check_shape(const struct unpacking *unpacking, struct archive_entry *entry, const char *path,
    struct error *err)
{
	bool is_link = archive_entry_hardlink(entry) != NULL;
	bool is_folder = !is_link && archive_entry_filetype(entry) == AE_IFDIR;
	bool is_file = !is_link && archive_entry_filetype(entry) == AE_IFREG;

	if (strchr(path, '/') == NULL && !is_folder)
		return refuse(unpacking, path, "is no folder", err);
	return is_in_collection(path) && !is_of_collection(path, is_folder, is_file)
	    ? refuse(unpacking, path, "is nothing that mote keeps there", err)
	    : 0;
}

/* A program of a stage may compare times. One that the file system cannot keep
 * is no error. */
static void
set_time(const struct unpacking *unpacking, const char *path, time_t time)
{
	const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = time}};
	SCOPED(fd) int parent = open_parent(unpacking, path);

	if (parent >= 0)
		(void)!utimensat(parent, path_base(path), times, AT_SYMLINK_NOFOLLOW);
}

/* That of a folder is set when all is in it. */
static void
keep_time(struct unpacking *unpacking, struct archive_entry *entry, const char *path)
{
	time_t time = archive_entry_mtime(entry);
	size_t count = unpacking->folder_count;
	struct folder_time *larger;

	if (archive_entry_hardlink(entry) != NULL || archive_entry_filetype(entry) != AE_IFDIR) {
		set_time(unpacking, path, time);
		return;
	}
	/* the room doubles */
	if ((count & (count - 1)) == 0) {
		larger = arena_array(unpacking->arena, count == 0 ? 1 : 2 * count, sizeof(*larger));
		if (count > 0)
			memcpy(larger, unpacking->folders, count * sizeof(*larger));
		unpacking->folders = larger;
	}
	unpacking->folders[count].path = arena_strdup(unpacking->arena, path);
	unpacking->folders[count].time = time;
	unpacking->folder_count++;
}

static int
unpack_entry(
    struct unpacking *unpacking, struct archive_entry *entry, const char *path, struct error *err)
{
	SCOPED(fd) int parent = -1;
	SCOPED(fd) int folder = -1;

	if (check_shape(unpacking, entry, path, err) != 0)
		return -1;
	parent = open_parent(unpacking, path);
	if (parent < 0 && (errno == ENOTDIR || errno == ELOOP))
		return refuse(unpacking, path, "lies below a file or a link", err);
	if (parent < 0)
		return error_errno(err, "\"%s\": cannot write \"%s\"", unpacking->name, path);
	if (archive_entry_hardlink(entry) != NULL)
		return make_hard_link(unpacking, parent, path, archive_entry_hardlink(entry), err);
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG:
		return write_file(unpacking, parent, path, archive_entry_mode(entry), err);
	case AE_IFLNK:
		return make_link(unpacking, parent, path, archive_entry_symlink(entry), err);
	case AE_IFDIR:
		folder = enter(parent, path_base(path));
		if (folder < 0 && (errno == ENOTDIR || errno == ELOOP))
			return refuse(unpacking, path, "is in it twice", err);
		return folder < 0
		    ? error_errno(err, "\"%s\": cannot write \"%s\"", unpacking->name, path)
		    : 0;
	default:
		return refuse(unpacking, path, "is neither a file nor a folder nor a link", err);
	}
}

/* One entry, also one that is skipped. */
static int
take_entry(struct unpacking *unpacking, struct archive_entry *entry, struct error *err)
{
	struct arena arena = {0};
	const char *name = archive_entry_pathname(entry);
	const char *path = plain_path(&arena, name);
	int result = 0;

	if (path == NULL)
		result =
		    refuse(unpacking, name == NULL ? "" : name, "is no path below a folder", err);
	else if (++unpacking->entries > ENTRY_LIMIT)
		result = refuse(unpacking, path, "makes it more than a million entries", err);
	else if (error_if_stopped(err) != 0)
		result = -1;
	else if (is_wanted(unpacking, path))
		result = unpack_entry(unpacking, entry, path, err);
	if (result == 0 && has_own_time(path))
		keep_time(unpacking, entry, path);
	arena_release(&arena);
	return result;
}

static int
unpack_all(struct unpacking *unpacking, struct error *err)
{
	struct archive_entry *entry;
	bool end;
	size_t i;

	while ((entry = toolchain_tar_next(unpacking->tar, &end, err)) != NULL)
		if (take_entry(unpacking, entry, err) != 0)
			return -1;
	for (i = 0; i < unpacking->folder_count && end; i++)
		set_time(unpacking, unpacking->folders[i].path, unpacking->folders[i].time);
	return end ? 0 : -1;
}

int
toolchain_archive_unpack(struct arena *arena, const char *path, const struct text_list *targets,
    const char *folder, struct error *err)
{
	SCOPED(toolchain_tar) struct toolchain_tar *tar = toolchain_tar_open(path, err);
	SCOPED(fd) int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(heap) char *buffer = malloc(READ_BLOCK);
	struct unpacking unpacking = {.name = path,
	    .tar = tar,
	    .targets = targets,
	    .root = root,
	    .arena = arena,
	    .buffer = buffer};
	struct toolchain_contents contents;

	if (tar == NULL)
		return -1;
	if (root < 0)
		return error_errno(err, "cannot open \"%s\"", folder);
	if (buffer == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	return read_contents(arena, &unpacking, &contents, err) != 0 ? -1
								     : unpack_all(&unpacking, err);
}
