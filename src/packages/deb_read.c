#include "packages/deb_read.h"

#include "base/scope.h"
#include "base/text.h"
#include "stream/access_lists.h"
#include "stream/compressor.h"

#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BLOCK = 64 << 10, MOST_GROWTH = 200, NAME_COST = 64, VERSION_LIMIT = 16 };

static const uint64_t least_bytes = (uint64_t)256 << 20, most_bytes = (uint64_t)8 << 30;

/* libarchive does not always give one. */
static const char no_reason[] = "it is damaged or cut off";

/*
 * Three readers of libarchive, one behind the other: `members` reads the ar,
 * `packed` undoes the compression of one member and sees one raw file, whose
 * bytes are counted on their way into `tar`.
 */
struct deb_read {
	const struct deb_source *source;
	struct deb_limits left;
	struct archive *members, *packed, *tar;
	struct access_lists lists;
	struct error trouble; /* of a callback: libarchive cannot carry ours */
	char member_bytes[READ_BLOCK], tar_bytes[READ_BLOCK];
};

struct deb_limits
deb_limits_for(uint64_t size)
{
	uint64_t bytes = size > most_bytes / MOST_GROWTH ? most_bytes : size * MOST_GROWTH;

	if (bytes < least_bytes)
		bytes = least_bytes;
	return (struct deb_limits){
	    .bytes = bytes, .content = bytes, .entries = 500000, .names = (uint64_t)64 << 20};
}

static int
too_much(const struct deb_read *deb, const char *what, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "the package \"%s\" unpacks to %s than mote reads; it is a bomb", deb->source->name,
	    what);
}

static int
failed(const struct deb_read *deb, struct archive *archive, struct error *err)
{
	const char *why = archive_error_string(archive);

	if (deb->trouble.kind != ERROR_NONE) {
		*err = deb->trouble;
		return -1;
	}
	return error_set(err, ERROR_FAILED,
	    "the package \"%s\" cannot be read: %s; remove it and fetch it again",
	    deb->source->name, why == NULL ? no_reason : why);
}

static la_ssize_t
pull_member(struct archive *archive, void *context, const void **ret_bytes)
{
	struct deb_read *deb = context;
	la_ssize_t got = archive_read_data(deb->members, deb->member_bytes, READ_BLOCK);

	if (got < 0) {
		(void)failed(deb, deb->members, &deb->trouble);
		archive_set_error(archive, ARCHIVE_FATAL, "%s", deb->trouble.text);
		return -1;
	}
	*ret_bytes = deb->member_bytes;
	return got;
}

/* Charges the bytes before libarchive looks for an entry in them. */
static int
spend(struct deb_read *deb, size_t size)
{
	uint64_t cost;

	if (size > deb->left.bytes)
		return too_much(deb, "more bytes", &deb->trouble);
	deb->left.bytes -= size;
	cost = access_lists_cost(&deb->lists, deb->tar_bytes, size);
	if (cost > deb->left.names)
		return too_much(deb, "larger access control lists", &deb->trouble);
	deb->left.names -= cost;
	return error_if_stopped(&deb->trouble);
}

static la_ssize_t
pull_tar(struct archive *archive, void *context, const void **ret_bytes)
{
	struct deb_read *deb = context;
	la_ssize_t got = archive_read_data(deb->packed, deb->tar_bytes, READ_BLOCK);

	if (got < 0)
		(void)failed(deb, deb->packed, &deb->trouble);
	else if (got > 0)
		(void)!spend(deb, (size_t)got);
	if (deb->trouble.kind != ERROR_NONE) {
		archive_set_error(archive, ARCHIVE_FATAL, "%s", deb->trouble.text);
		return -1;
	}
	*ret_bytes = deb->tar_bytes;
	return got;
}

/* The next member of the ar, whose name has no "/" at its end. */
static int
next_member(struct deb_read *deb, const char **ret_name, struct error *err)
{
	struct archive_entry *entry;
	int status = archive_read_next_header(deb->members, &entry);

	if (status == ARCHIVE_EOF)
		return error_set(err, ERROR_FAILED,
		    "the package \"%s\" ends too early; remove it and fetch it again",
		    deb->source->name);
	if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
		return failed(deb, deb->members, err);
	*ret_name = archive_entry_pathname(entry);
	if (*ret_name == NULL)
		*ret_name = "";
	return 0;
}

/* "2.0" and perhaps more behind it. */
static int
check_version(struct deb_read *deb, struct error *err)
{
	char version[VERSION_LIMIT];
	const char *name;
	la_ssize_t got;

	if (next_member(deb, &name, err) != 0)
		return -1;
	if (strcmp(name, "debian-binary") != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is no package of Debian: its first member is \"%s\"", deb->source->name,
		    name);
	got = archive_read_data(deb->members, version, sizeof(version));
	if (got < 0)
		return failed(deb, deb->members, err);
	if (got < 3 || memcmp(version, "2.", 2) != 0)
		return error_set(err, ERROR_FAILED,
		    "the package \"%s\" has a format that mote does not know; it reads 2.0",
		    deb->source->name);
	return 0;
}

struct deb_read *
deb_read_open(const struct deb_source *source, struct error *err)
{
	SCOPED(deb_read) struct deb_read *deb = calloc(1, sizeof(*deb));

	if (deb != NULL)
		deb->members = archive_read_new();
	if (deb == NULL || deb->members == NULL) {
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	deb->source = source;
	deb->left = source->limits;
	archive_read_support_format_ar(deb->members);
	if (archive_read_open_fd(deb->members, source->fd, READ_BLOCK) != ARCHIVE_OK) {
		failed(deb, deb->members, err);
		return NULL;
	}
	return check_version(deb, err) == 0 ? TAKE(deb) : NULL;
}

/* Lets `packed` undo the compression that the name of the member says, and no
 * other. */
static int
let_read(struct deb_read *deb, const char *name, const char *ending, struct error *err)
{
	const struct compressor *row;
	size_t i;

	if (ending[0] == '\0')
		return 0;
	for (i = 0; (row = compressor_at(i)) != NULL; i++)
		if (row->ending != NULL && strcmp(row->ending, ending) == 0) {
			row->let_read(deb->packed);
			return 0;
		}
	return error_set(err, ERROR_FAILED,
	    "the package \"%s\" has the member \"%s\", whose compression mote does not know; it "
	    "reads .gz, .xz and .zst",
	    deb->source->name, name);
}

static void
close_part(struct deb_read *deb)
{
	if (deb->tar != NULL)
		archive_read_free(deb->tar);
	if (deb->packed != NULL)
		archive_read_free(deb->packed);
	deb->tar = deb->packed = NULL;
}

static int
open_part(struct deb_read *deb, const char *name, const char *ending, struct error *err)
{
	struct archive_entry *entry;

	close_part(deb);
	deb->lists = (struct access_lists){0};
	deb->packed = archive_read_new();
	deb->tar = archive_read_new();
	if (deb->packed == NULL || deb->tar == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	archive_read_support_format_raw(deb->packed);
	archive_read_support_format_tar(deb->tar);
	if (let_read(deb, name, ending, err) != 0)
		return -1;
	if (archive_read_open(deb->packed, deb, NULL, pull_member, NULL) != ARCHIVE_OK ||
	    archive_read_next_header(deb->packed, &entry) != ARCHIVE_OK)
		return failed(deb, deb->packed, err);
	/* libarchive would undo the same compression again and again */
	if (archive_filter_count(deb->packed) > 2)
		return error_set(err, ERROR_FAILED,
		    "the package \"%s\" has the member \"%s\", which is compressed more than once",
		    deb->source->name, name);
	if (archive_read_open(deb->tar, deb, NULL, pull_tar, NULL) != ARCHIVE_OK)
		return failed(deb, deb->tar, err);
	return 0;
}

int
deb_read_part(struct deb_read *deb, const char *part, struct error *err)
{
	const char *name;

	do {
		if (next_member(deb, &name, err) != 0)
			return error_wrap(err, "no member \"%s\"", part);
	} while (!text_starts_with(name, part));
	return open_part(deb, name, name + strlen(part), err);
}

static uint64_t
length_of(const char *text)
{
	return text == NULL ? 0 : strlen(text);
}

struct archive_entry *
deb_read_next(struct deb_read *deb, bool *ret_end, struct error *err)
{
	struct archive_entry *entry = NULL;
	int status = archive_read_next_header(deb->tar, &entry);
	uint64_t names;

	*ret_end = status == ARCHIVE_EOF;
	if (status == ARCHIVE_EOF)
		return NULL;
	if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
		failed(deb, deb->tar, err);
		return NULL;
	}
	names = NAME_COST + length_of(archive_entry_pathname(entry)) +
	    length_of(archive_entry_hardlink(entry)) + length_of(archive_entry_symlink(entry));
	if (deb->left.entries == 0 || names > deb->left.names) {
		too_much(deb, deb->left.entries == 0 ? "more files" : "longer names", err);
		return NULL;
	}
	deb->left.entries--;
	deb->left.names -= names;
	return entry;
}

int
deb_read_afford(const struct deb_read *deb, uint64_t size, struct error *err)
{
	return size > deb->left.content ? too_much(deb, "more bytes", err) : 0;
}

ssize_t
deb_read_content(struct deb_read *deb, void *buffer, size_t size, struct error *err)
{
	la_ssize_t got = archive_read_data(deb->tar, buffer, size);

	if (got < 0)
		return failed(deb, deb->tar, err);
	if ((uint64_t)got > deb->left.content)
		return too_much(deb, "more bytes", err);
	deb->left.content -= (uint64_t)got;
	return got;
}

void
deb_read_free(struct deb_read *deb)
{
	if (deb == NULL)
		return;
	close_part(deb);
	if (deb->members != NULL)
		archive_read_free(deb->members);
	free(deb);
}

void
scope_deb_read(struct deb_read **deb)
{
	deb_read_free(*deb);
}
