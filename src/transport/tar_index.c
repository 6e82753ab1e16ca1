#include "transport/tar_index.h"

#include "base/output_file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/stop_signal.h"
#include "base/temporary_folder.h"
#include "stream/compressor.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BLOCK = 256 << 10, MEMBER_LIMIT = 100000, NAME_LIMIT = 16 << 20, LINK_LIMIT = 8 };

/* An archive that grows more than this when it is decompressed is a bomb: blobs
 * are compressed already, or are programs. */
enum { MOST_GROWTH = 1000, LOOK_AFTER = 1 << 20 };
static const uint64_t least_limit = (uint64_t)1 << 30, size_limit = (uint64_t)64 << 30;

/* An index under way. */
struct indexing {
	struct arena *arena;
	struct tar_index *index;
	struct archive *archive;
	uint64_t end; /* bytes of the tar */
	size_t names; /* bytes of all names */
};

static void
scope_archive(struct archive **archive)
{
	if (*archive != NULL)
		archive_read_free(*archive);
}

static int
archive_failed(struct archive *archive, const char *name, struct error *err)
{
	const char *why = archive_error_string(archive);

	if (error_if_stopped(err) != 0)
		return -1;
	return error_set(err, ERROR_FAILED, "\"%s\" cannot be read as an archive of an image: %s",
	    name, why == NULL ? "it is damaged or cut off" : why);
}

/* The name under which tar would unpack the member: ".//a", "/a" and "a" are
 * one file. A name with ".." is kept as it is: tar refuses it, and no reader
 * asks for it. */
static const char *
plain_name(struct arena *arena, const char *name)
{
	const char *clean = path_climbs(name) ? arena_strdup(arena, name) : path_clean(arena, name);

	return clean + strspn(clean, "/");
}

/* The member that the entry stands for; NULL: it is a file. */
static const char *
link_of(const struct indexing *indexing, struct archive_entry *entry, const char *name)
{
	const char *link = archive_entry_hardlink(entry);

	if (link != NULL)
		return plain_name(indexing->arena, link);
	if (archive_entry_filetype(entry) != AE_IFLNK)
		return NULL;
	link = archive_entry_symlink(entry);
	return path_clean(indexing->arena,
	    path_join(
		indexing->arena, path_folder(indexing->arena, name), link == NULL ? "" : link));
}

static int
add_member(struct indexing *indexing, struct archive_entry *entry, struct error *err)
{
	struct tar_index *index = indexing->index;
	const char *name = archive_entry_pathname(entry);
	struct tar_member member = {.size = (uint64_t)archive_entry_size(entry),
	    .offset = (uint64_t)archive_filter_bytes(indexing->archive, 0)};
	bool file = archive_entry_filetype(entry) == AE_IFREG;

	if (name == NULL ||
	    (!file && archive_entry_filetype(entry) != AE_IFLNK &&
		archive_entry_hardlink(entry) == NULL))
		return 0;
	/* its content does not stand in one piece */
	if (file && archive_entry_sparse_count(entry) > 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" holds a sparse file, which is not read; write it without holes",
		    index->name);
	name = plain_name(indexing->arena, name);
	member.name = name;
	member.link = link_of(indexing, entry, name);
	indexing->names += strlen(name) + (member.link == NULL ? 0 : strlen(member.link));
	if (index->count == MEMBER_LIMIT || indexing->names > NAME_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" holds more than %d entries, or names of more than %d bytes, the most "
		    "that is read",
		    index->name, MEMBER_LIMIT, NAME_LIMIT);
	if (member.link == NULL &&
	    (member.size > indexing->end || member.offset > indexing->end - member.size))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" cannot be read as an archive of an image: it is cut off", index->name);
	index->members = arena_grow(indexing->arena, index->members, index->count, &index->capacity,
	    sizeof(*index->members));
	index->members[index->count++] = member;
	return 0;
}

static int
compare_members(const void *left, const void *right)
{
	return strcmp(
	    ((const struct tar_member *)left)->name, ((const struct tar_member *)right)->name);
}

/* Which of two is meant nobody can say. */
static int
sort_members(const struct tar_index *index, struct error *err)
{
	size_t i;

	if (index->count > 1)
		qsort(index->members, index->count, sizeof(*index->members), compare_members);
	for (i = 1; i < index->count; i++)
		if (strcmp(index->members[i - 1].name, index->members[i].name) == 0)
			return error_set(err, ERROR_FAILED, "\"%s\" holds \"%s\" twice",
			    index->name, index->members[i].name);
	return 0;
}

/* The headers alone: libarchive skips the contents by seeking. */
static int
index_plain(struct arena *arena, int fd, struct tar_index *index, struct error *err)
{
	SCOPED(archive) struct archive *archive = archive_read_new();
	struct indexing indexing = {.arena = arena, .index = index, .archive = archive};
	struct archive_entry *entry;
	struct stat status;
	unsigned count = 0;
	int result;

	if (archive == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	if (fstat(fd, &status) != 0)
		return error_errno(err, "cannot read \"%s\"", index->name);
	indexing.end = (uint64_t)status.st_size;
	archive_read_support_format_tar(archive);
	if (archive_read_open_fd(archive, fd, READ_BLOCK) != ARCHIVE_OK)
		return archive_failed(archive, index->name, err);
	/* a warning is about a name or an attribute that is not looked at: a
	 * layout's names are ASCII */
	while ((result = archive_read_next_header(archive, &entry)) == ARCHIVE_OK ||
	    result == ARCHIVE_WARN) {
		if (++count > MEMBER_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "\"%s\" holds more than %d entries, the most that is read", index->name,
			    MEMBER_LIMIT);
		if (error_if_stopped(err) != 0 || add_member(&indexing, entry, err) != 0)
			return -1;
	}
	if (result != ARCHIVE_EOF)
		return archive_failed(archive, index->name, err);
	return sort_members(index, err);
}

/* Whether the file begins with the header of a tar: POSIX ustar, the sum of its
 * bytes, with spaces for the sum itself. Some old programs added the bytes as
 * signed ones. */
static bool
begins_as_tar(int fd)
{
	enum { HEADER = 512, SUM = 148, SUM_END = 156 };
	char header[HEADER], field[SUM_END - SUM + 1] = {0};
	long sum = 0, signed_sum = 0, said;
	size_t i;

	if (pread(fd, header, sizeof(header), 0) != sizeof(header))
		return false;
	for (i = 0; i < sizeof(header); i++) {
		char byte = i >= SUM && i < SUM_END ? ' ' : header[i];

		sum += (unsigned char)byte;
		signed_sum += (signed char)byte;
	}
	memcpy(field, header + SUM, SUM_END - SUM);
	said = strtol(field, NULL, 8);
	return said == sum || said == signed_sum;
}

static int
pump(struct archive *archive, int to, const struct tar_index *index, uint64_t limit,
    struct error *err)
{
	SCOPED(heap) char *buffer = malloc(READ_BLOCK);
	uint64_t written = 0;
	bool is_tar = false;
	la_ssize_t got;

	if (buffer == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	while ((got = archive_read_data(archive, buffer, READ_BLOCK)) > 0) {
		written += (uint64_t)got;
		if (written > limit)
			return error_set(err, ERROR_FAILED,
			    "\"%s\" unpacks to more than %llu bytes, the most that is read of an "
			    "archive of its size",
			    index->name, (unsigned long long)limit);
		if (error_if_stopped(err) != 0 ||
		    file_write_all(to, buffer, (size_t)got, index->path, err) != 0)
			return -1;
		if (written < LOOK_AFTER || is_tar)
			continue;
		/* it may never end */
		is_tar = begins_as_tar(to);
		if (!is_tar)
			return error_set(err, ERROR_FAILED,
			    "\"%s\" cannot be read as an archive of an image: it does not begin "
			    "as a tar does",
			    index->name);
	}
	return got < 0 ? archive_failed(archive, index->name, err) : 0;
}

/* The file that the plain tar is read from. */
struct source {
	int fd;
	char *block;
};

/* libarchive's own reader goes on after a signal: from a pipe that gives
 * nothing it would read for ever. */
static la_ssize_t
pull(struct archive *archive, void *context, const void **ret_bytes)
{
	const struct source *source = context;
	ssize_t got;

	do {
		got = read(source->fd, source->block, READ_BLOCK);
	} while (got < 0 && errno == EINTR && stop_signal() == 0);
	if (got < 0)
		archive_set_error(archive, errno, "%s", strerror(errno));
	*ret_bytes = source->block;
	return got;
}

/* Writes the plain tar to where the index says. */
static int
decompress(int from, int to, const struct tar_index *index, struct error *err)
{
	SCOPED(heap) char *block = malloc(READ_BLOCK);
	SCOPED(archive) struct archive *archive = archive_read_new();
	struct source source = {from, block};
	struct archive_entry *entry;
	uint64_t limit = size_limit;
	const struct compressor *row;
	struct stat status;
	size_t i;
	int result;

	if (block == NULL || archive == NULL || fstat(from, &status) != 0)
		return error_set(err, ERROR_FAILED, "out of memory");
	if (S_ISREG(status.st_mode) && status.st_size < (off_t)(size_limit / MOST_GROWTH))
		limit = (uint64_t)status.st_size * MOST_GROWTH;
	if (limit < least_limit)
		limit = least_limit;
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	for (i = 0; (row = compressor_at(i)) != NULL; i++)
		if (row->let_read != NULL)
			row->let_read(archive);
	if (archive_read_open(archive, &source, NULL, pull, NULL) != ARCHIVE_OK)
		return archive_failed(archive, index->name, err);
	result = archive_read_next_header(archive, &entry);
	if (result == ARCHIVE_EOF)
		return 0;
	if (result != ARCHIVE_OK)
		return archive_failed(archive, index->name, err);
	return pump(archive, to, index, limit, err);
}

/* Whether the file can be read in its place. */
static bool
is_plain(int fd)
{
	char start[COMPRESSOR_MAGIC] = {0};
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) ||
	    pread(fd, start, sizeof(start), 0) < 0)
		return false;
	return compressor_of_bytes(start, sizeof(start)) == NULL;
}

int
tar_index_read(struct arena *arena, const char *path, struct temporary_folder *folder,
    struct tar_index *ret_index, struct error *err)
{
	bool dash = output_file_is_dash(path);
	SCOPED(fd)
	int fd = dash ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
		      : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY),
	    plain = -1;
	struct tar_index index = {.path = path, .name = dash ? "standard input" : path};
	struct stat status;

	/* opened here and not by libarchive, so that a file that is not there
	 * is that */
	if (fd < 0 || fstat(fd, &status) != 0)
		return error_errno(err, "cannot open the archive \"%s\"", path);
	if (S_ISDIR(status.st_mode))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a folder; an archive is a file, \"oci:\" reads a folder", path);
	if (dash && isatty(fd))
		return error_set(err, ERROR_USAGE,
		    "standard input is a terminal; \"-\" reads an archive from a file or a pipe");
	/* standard input can be read only once, from its present position */
	if (dash || !is_plain(fd)) {
		if (folder->path[0] == '\0' && temporary_folder_make(folder, err) != 0)
			return -1;
		index.path = path_join(arena, arena_strdup(arena, folder->path), "archive.tar");
		plain = open(index.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (plain < 0)
			return error_errno(err, "cannot write \"%s\"", index.path);
		if (decompress(fd, plain, &index, err) != 0)
			return -1;
		if (lseek(plain, 0, SEEK_SET) != 0)
			return error_errno(err, "cannot read \"%s\"", path);
	}
	if (index_plain(arena, plain >= 0 ? plain : fd, &index, err) != 0)
		return -1;
	*ret_index = index;
	return 0;
}

const struct tar_member *
tar_index_find(const struct tar_index *index, const char *name)
{
	struct tar_member wanted = {.name = name};
	const struct tar_member *found;
	int links;

	for (links = 0; links <= LINK_LIMIT && index->count > 0; links++) {
		found = bsearch(&wanted, index->members, index->count, sizeof(*index->members),
		    compare_members);
		if (found == NULL || found->link == NULL)
			return found;
		wanted.name = found->link;
	}
	return NULL;
}

int
tar_index_bytes(struct arena *arena, const struct tar_index *index, const struct tar_member *member,
    struct text *ret_bytes, struct error *err)
{
	SCOPED(fd) int fd = open(index->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct text bytes;
	ssize_t got;

	if (fd < 0 || lseek(fd, (off_t)member->offset, SEEK_SET) < 0)
		return error_errno(err, "cannot open the archive \"%s\"", index->name);
	if (member->size > TAR_MEMBER_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" in \"%s\" has %llu bytes, mote reads at most %d", member->name,
		    index->name, (unsigned long long)member->size, TAR_MEMBER_LIMIT);
	text_init(&bytes, arena);
	bytes.capacity = (size_t)member->size + 1;
	bytes.bytes = arena_alloc(arena, bytes.capacity);
	got = file_read_full(fd, bytes.bytes, (size_t)member->size, index->name, err);
	if (got < 0)
		return -1;
	if ((uint64_t)got != member->size)
		return error_set(
		    err, ERROR_FAILED, "\"%s\" became shorter while it was read", index->name);
	bytes.length = (size_t)got;
	*ret_bytes = bytes;
	return 0;
}
