#include "toolchain/toolchain_archive.h"

#include "base/file.h"
#include "base/json.h"
#include "base/path.h"
#include "base/scope.h"

#include <archive.h>
#include <archive_entry.h>
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
};
/* Of all files together; ten toolchains and the tools have less than one. */
static const uint64_t size_limit = (uint64_t)16 << 30;

const uint64_t toolchain_archive_limit = (uint64_t)4 << 30;

static const char contents_name[] = "mote-toolchain.json";

const char *const toolchain_archive_others[] = {"bubblewrap", NULL};
const char *const toolchain_archive_collections[] = {"packages", "roots", NULL};

/* An archive under way. */
struct unpacking {
	const char *name; /* for errors */
	struct archive *archive;
	const struct text_list *targets;
	int root; /* the folder that nothing leaves */
	uint64_t bytes, entries;
	char *buffer; /* of READ_BLOCK bytes */
};

static void
scope_archive(struct archive **archive)
{
	if (*archive != NULL)
		archive_read_free(*archive);
}

char *
toolchain_archive_name(struct arena *arena)
{
	const struct platform *host = platform_host();

	return arena_printf(arena, "mote-toolchain-%s.tar.xz", host == NULL ? "" : host->target);
}

static int
archive_failed(const struct unpacking *unpacking, struct error *err)
{
	const char *why = archive_error_string(unpacking->archive);

	if (error_if_stopped(err) != 0)
		return -1;
	return error_set(err, ERROR_FAILED, "\"%s\" cannot be unpacked: %s", unpacking->name,
	    why == NULL ? "it is damaged or cut off" : why);
}

/* An entry that no toolchain has. */
static int
refuse(const struct unpacking *unpacking, const char *path, const char *why, struct error *err)
{
	return error_set(
	    err, ERROR_REFUSED, "\"%s\" cannot be unpacked: \"%s\" %s", unpacking->name, path, why);
}

static struct archive *
open_archive(const char *path, struct error *err)
{
	struct archive *archive = archive_read_new();
	struct unpacking unpacking = {.name = path, .archive = archive};

	if (archive == NULL) {
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	archive_read_support_filter_xz(archive);
	archive_read_support_format_tar(archive);
	if (archive_read_open_filename(archive, path, READ_BLOCK) == ARCHIVE_OK)
		return archive;
	if (archive_errno(archive) == ENOENT)
		error_set(err, ERROR_NOT_FOUND, "there is no \"%s\"", path);
	else
		archive_failed(&unpacking, err);
	archive_read_free(archive);
	return NULL;
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
	struct archive_entry *entry;
	const char *name = NULL;
	la_ssize_t size;

	if (archive_read_next_header(unpacking->archive, &entry) == ARCHIVE_OK)
		name = archive_entry_pathname(entry);
	if (error_if_stopped(err) != 0)
		return -1;
	if (name == NULL || strcmp(name, contents_name) != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is no archive of toolchains: it does not begin with \"%s\"; \"make -C "
		    "toolchain dist\" makes one",
		    unpacking->name, contents_name);
	size = archive_read_data(unpacking->archive, bytes, CONTENTS_LIMIT);
	if (size < 0)
		return archive_failed(unpacking, err);
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
	SCOPED(archive) struct archive *archive = open_archive(path, err);
	const struct unpacking unpacking = {.name = path, .archive = archive};

	return archive == NULL ? -1 : read_contents(arena, &unpacking, ret_contents, err);
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
	la_ssize_t got;

	if (fd < 0 && errno == EEXIST)
		return refuse(unpacking, path, "is in it twice", err);
	if (fd < 0)
		return error_errno(err, "\"%s\": cannot write \"%s\"", unpacking->name, path);
	while ((got = archive_read_data(unpacking->archive, unpacking->buffer, READ_BLOCK)) > 0) {
		unpacking->bytes += (uint64_t)got;
		if (unpacking->bytes > size_limit)
			return refuse(unpacking, path, "makes it larger than 16 GiB", err);
		if (error_if_stopped(err) != 0)
			return -1;
		if (file_write_all(fd, unpacking->buffer, (size_t)got, path, err) != 0)
			return error_wrap(err, "\"%s\"", unpacking->name);
	}
	if (got < 0)
		return archive_failed(unpacking, err);
	/* neither a set-id bit nor an umask counts */
	if (fchmod(fd, (mode & 0111) != 0 ? 0755 : 0644) != 0)
		return error_errno(err, "\"%s\": cannot write \"%s\"", unpacking->name, path);
	return 0;
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

	if (to == NULL || to[0] == '\0' || (!free_to_leave && !path_is_inside(top, end)))
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

static int
unpack_entry(
    struct unpacking *unpacking, struct archive_entry *entry, const char *path, struct error *err)
{
	SCOPED(fd) int parent = open_parent(unpacking, path);
	SCOPED(fd) int folder = -1;

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

static int
unpack_all(struct unpacking *unpacking, struct error *err)
{
	struct archive_entry *entry;
	int status, result = 0;

	while ((status = archive_read_next_header(unpacking->archive, &entry)) == ARCHIVE_OK) {
		struct arena arena = {0};
		const char *path = plain_path(&arena, archive_entry_pathname(entry));

		if (path == NULL)
			result = refuse(unpacking,
			    archive_entry_pathname(entry) == NULL ? ""
								  : archive_entry_pathname(entry),
			    "is no path below a folder", err);
		else if (++unpacking->entries > ENTRY_LIMIT)
			result =
			    refuse(unpacking, path, "makes it more than a million entries", err);
		else if (error_if_stopped(err) != 0)
			result = -1;
		else if (is_wanted(unpacking, path))
			result = unpack_entry(unpacking, entry, path, err);
		arena_release(&arena);
		if (result != 0)
			return -1;
	}
	return status == ARCHIVE_EOF ? 0 : archive_failed(unpacking, err);
}

int
toolchain_archive_unpack(struct arena *arena, const char *path, const struct text_list *targets,
    const char *folder, struct error *err)
{
	SCOPED(archive) struct archive *archive = open_archive(path, err);
	SCOPED(fd) int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(heap) char *buffer = malloc(READ_BLOCK);
	struct unpacking unpacking = {
	    .name = path, .archive = archive, .targets = targets, .root = root, .buffer = buffer};
	struct toolchain_contents contents;

	if (archive == NULL)
		return -1;
	if (root < 0)
		return error_errno(err, "cannot open \"%s\"", folder);
	if (buffer == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	return read_contents(arena, &unpacking, &contents, err) != 0 ? -1
								     : unpack_all(&unpacking, err);
}
