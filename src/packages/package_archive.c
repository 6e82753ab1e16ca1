#include "packages/package_archive.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "http/download.h"
#include "stream/compressor.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

enum { COMPRESSED_LIMIT = 64 << 20, BLOCK = 64 << 10 };

/* The forms of an index that are asked for, the smallest first. */
static const char *const forms[] = {"Packages.xz", "Packages.gz"};

static void
scope_reader(struct archive **reader)
{
	archive_read_free(*reader);
}

static int
cannot_unpack(struct archive *reader, const char *name, struct error *err)
{
	const char *why = archive_error_string(reader);

	return error_set(err, ERROR_FAILED, "%s: cannot be unpacked: %s", name,
	    why == NULL ? "it is cut off" : why);
}

/* Unpacks a compressed index. */
static int
unpack(const struct text *packed, const char *name, struct text *ret_bytes, struct error *err)
{
	SCOPED(reader) struct archive *reader = archive_read_new();
	struct archive_entry *entry;
	const struct compressor *row;
	char block[BLOCK];
	la_ssize_t got;
	size_t i;

	if (reader == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	archive_read_support_format_raw(reader);
	archive_read_support_format_empty(reader);
	for (i = 0; (row = compressor_at(i)) != NULL; i++)
		if (row->let_read != NULL)
			row->let_read(reader);
	if (archive_read_open_memory(reader, packed->bytes, packed->length) != ARCHIVE_OK)
		return cannot_unpack(reader, name, err);
	i = (size_t)archive_read_next_header(reader, &entry);
	if (i == ARCHIVE_EOF)
		return 0;
	if (i != ARCHIVE_OK)
		return cannot_unpack(reader, name, err);
	while ((got = archive_read_data(reader, block, sizeof(block))) > 0) {
		text_append(ret_bytes, block, (size_t)got);
		if (ret_bytes->length > PACKAGE_INDEX_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "%s: is larger than %d bytes when it is unpacked, the most that is read",
			    name, PACKAGE_INDEX_LIMIT);
	}
	return got < 0 ? cannot_unpack(reader, name, err) : 0;
}

static int
fetch(struct arena *arena, const struct package_archive *archive, struct download *wanted,
    struct text *ret_bytes, struct error *err)
{
	wanted->places = &archive->places;
	if (download(arena, wanted, err) != 0)
		return -1;
	return file_read(arena, wanted->file, (size_t)wanted->limit, ret_bytes, err);
}

int
package_archive_open(
    struct arena *arena, const char *suite, struct package_archive *ret_archive, struct error *err)
{
	const char *cache = place_path(arena, PLACE_CACHE);
	struct package_archive archive = {.suite = suite};
	struct download wanted = {.limit = PACKAGE_RELEASE_LIMIT, .remedy = DOWNLOAD_MIRROR_REMEDY};

	if (cache == NULL)
		return error_set(err, ERROR_FAILED,
		    "there is no folder for lists of packages; set HOME or MOTE_CACHE_DIR");
	archive.folder = path_join(arena, cache, "index");
	if (file_make_folders(archive.folder, err) != 0 ||
	    download_mirrors(arena, &archive.places, err) != 0)
		return -1;
	wanted.path = arena_printf(arena, "dists/%s/InRelease", suite);
	wanted.file = arena_printf(arena, "%s/%s-InRelease", archive.folder, suite);
	wanted.called = arena_printf(arena, "InRelease of %s", suite);
	if (fetch(arena, &archive, &wanted, &archive.release_bytes, err) != 0 ||
	    package_release_parse(
		arena, wanted.path, &archive.release_bytes, &archive.release, err) != 0)
		return -1;
	if (strcmp(archive.release.codename, suite) != 0)
		return error_set(err, ERROR_FAILED, "%s: is that of \"%.60s\", and not of \"%s\"",
		    wanted.path, archive.release.codename, suite);
	*ret_archive = archive;
	return 0;
}

/* InRelease says how large the unpacked index is: growing would copy it several
 * times. */
static struct text
room_for(struct arena *arena, const struct package_archive *archive, const char *host)
{
	const struct release_file *plain = package_release_find(
	    &archive->release, arena_printf(arena, "main/binary-%s/Packages", host));
	struct text text;

	text_init(&text, arena);
	if (plain != NULL && plain->size < PACKAGE_INDEX_LIMIT) {
		text.capacity = (size_t)plain->size + BLOCK;
		text.bytes = arena_alloc(arena, text.capacity);
	}
	return text;
}

/* The index in its best form; NULL: the suite has none for the processor. */
static const struct release_file *
find_index(struct arena *arena, const struct package_archive *archive, const char *host)
{
	const struct release_file *file = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms) && file == NULL; i++)
		file = package_release_find(
		    &archive->release, arena_printf(arena, "main/binary-%s/%s", host, forms[i]));
	return file;
}

/* Fetches, checks and unpacks the index; `source` has its name and its
 * processor. */
static int
read_index(struct arena *arena, const struct package_archive *archive,
    const struct release_file *file, struct package_index_source *source, struct error *err)
{
	const char *suite = archive->suite, *host = source->host;
	struct download wanted = {
	    .sha256 = file->sha256, .limit = file->size, .remedy = DOWNLOAD_MIRROR_REMEDY};
	struct text packed, bytes = room_for(arena, archive, host);
	struct digest digest;

	wanted.path = archive->release.by_hash
	    ? arena_printf(
		  arena, "dists/%s/main/binary-%s/by-hash/SHA256/%s", suite, host, file->sha256)
	    : source->name;
	wanted.file =
	    arena_printf(arena, "%s/%s-%s-%s", archive->folder, suite, host, path_base(file->path));
	wanted.called = arena_printf(arena, "list of packages of %s for %s", suite, host);
	if (file->size > COMPRESSED_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "%s: is larger than %d bytes, the most that is read", source->name,
		    COMPRESSED_LIMIT);
	if (fetch(arena, archive, &wanted, &packed, err) != 0 ||
	    digest_of_bytes(packed.bytes, packed.length, &digest, err) != 0)
		return -1;
	/* another mote may have put a later one there meanwhile */
	if (strcmp(digest_hex(&digest), file->sha256) != 0)
		return error_set(err, ERROR_FAILED,
		    "%s: has another SHA-256 than InRelease says; try again", source->name);
	if (unpack(&packed, source->name, &bytes, err) != 0)
		return -1;
	source->bytes = text_string(&bytes);
	source->size = bytes.length;
	return 0;
}

int
package_archive_index(struct arena *arena, const struct package_archive *archive, const char *host,
    struct package_index *ret_index, struct error *err)
{
	const struct release_file *file = find_index(arena, archive, host);
	struct package_index_source source = {.host = host};
	struct arena packed = {0};
	int status;

	if (file == NULL)
		return error_set(err, ERROR_FAILED,
		    "dists/%s/InRelease: names no list of packages for %s", archive->suite, host);
	/* the text is much larger than the index, and not needed for long */
	source.name = arena_printf(&packed, "dists/%s/%s", archive->suite, file->path);
	status = read_index(&packed, archive, file, &source, err);
	if (status == 0)
		status = package_index_parse(arena, &source, ret_index, err);
	arena_release(&packed);
	return status;
}
