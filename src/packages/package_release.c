#include "packages/package_release.h"

#include "packages/package_field.h"

#include <string.h>

static const char begin[] = "-----BEGIN PGP SIGNED MESSAGE-----";
static const char signature[] = "-----BEGIN PGP SIGNATURE-----";
static const char end[] = "-----END PGP SIGNATURE-----";

enum part { PART_BEGIN, PART_HEADER, PART_TEXT, PART_SIGNATURE, PART_END };

struct release_reader {
	struct arena *arena;
	struct package_release release;
	enum part part;
	bool in_hashes; /* the lines are those of the field SHA256 */
};

static const char *
value_of(struct arena *arena, const char *line, const char *field)
{
	line += strlen(field);
	return arena_strdup(arena, line + strspn(line, " "));
}

/* " <SHA-256> <size> <path>" */
static int
read_file(struct release_reader *reader, const char *line, struct error *err)
{
	struct package_release *release = &reader->release;
	struct release_file file = {0};
	const char *words[3];
	size_t i, length;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		line += strspn(line, " ");
		length = strcspn(line, " ");
		words[i] = arena_copy(reader->arena, line, length);
		line += length;
	}
	file = (struct release_file){.sha256 = words[0], .path = words[2]};
	if (*line != '\0' || !package_field_is_sha256(file.sha256) || words[2][0] == '\0' ||
	    text_to_number(words[1], INT64_MAX, &file.size) != 0)
		return error_set(
		    err, ERROR_FAILED, "a line of SHA256 is not a hash, a size and a path");
	release->files = arena_grow(reader->arena, release->files, release->count,
	    &release->capacity, sizeof(*release->files));
	release->files[release->count++] = file;
	return 0;
}

static int
read_text(struct release_reader *reader, const char *line, struct error *err)
{
	struct package_release *release = &reader->release;

	if (strcmp(line, signature) == 0) {
		reader->part = PART_SIGNATURE;
		return 0;
	}
	/* RFC 9580, 7.1: a line that begins with "-" has "- " before it */
	if (text_starts_with(line, "- "))
		line += 2;
	if (line[0] == ' ')
		return reader->in_hashes ? read_file(reader, line, err) : 0;
	reader->in_hashes = strcmp(line, "SHA256:") == 0;
	if (reader->in_hashes && release->count > 0)
		return error_set(err, ERROR_FAILED, "there are two fields \"SHA256\"");
	if (text_starts_with(line, "Codename:"))
		release->codename = value_of(reader->arena, line, "Codename:");
	if (text_starts_with(line, "Version:"))
		release->version = value_of(reader->arena, line, "Version:");
	if (text_starts_with(line, "Acquire-By-Hash:"))
		release->by_hash =
		    strcmp(value_of(reader->arena, line, "Acquire-By-Hash:"), "yes") == 0;
	return 0;
}

static int
read_line(struct release_reader *reader, const char *line, struct error *err)
{
	switch (reader->part) {
	case PART_BEGIN:
		if (strcmp(line, begin) != 0)
			return error_set(err, ERROR_FAILED,
			    "this is not the first line of a signed file, \"%s\"", begin);
		reader->part = PART_HEADER;
		return 0;
	case PART_HEADER:
		if (line[0] == '\0')
			reader->part = PART_TEXT;
		else if (!text_starts_with(line, "Hash: "))
			return error_set(err, ERROR_FAILED,
			    "a line before the signed text is not \"Hash: ...\"");
		return 0;
	case PART_TEXT:
		return read_text(reader, line, err);
	case PART_SIGNATURE:
		if (strcmp(line, end) == 0)
			reader->part = PART_END;
		return 0;
	default:
		return error_set(err, ERROR_FAILED, "there is a line behind the signature");
	}
}

int
package_release_parse(struct arena *arena, const char *name, const struct text *bytes,
    struct package_release *ret_release, struct error *err)
{
	struct release_reader reader = {.arena = arena, .release.version = ""};
	const char *at = text_string(bytes);
	unsigned line = 0;

	if (bytes->length > PACKAGE_RELEASE_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "%s: is larger than %d bytes, the most that is read", name,
		    PACKAGE_RELEASE_LIMIT);
	if (strlen(at) != bytes->length)
		return error_set(err, ERROR_FAILED, "%s: has a NUL in it", name);
	while (*at != '\0') {
		size_t length = strcspn(at, "\n"), kept = length;

		line++;
		if (kept > 0 && at[kept - 1] == '\r')
			kept--;
		if (read_line(&reader, arena_copy(arena, at, kept), err) != 0)
			return error_wrap(err, "%s:%u", name, line);
		at += length;
		at += *at == '\n';
	}
	if (reader.part != PART_END)
		return error_set(err, ERROR_FAILED, "%s: ends before its signature ends", name);
	if (reader.release.codename == NULL || reader.release.count == 0)
		return error_set(err, ERROR_FAILED, "%s: has no \"%s\"", name,
		    reader.release.codename == NULL ? "Codename" : "SHA256");
	*ret_release = reader.release;
	return 0;
}

const struct release_file *
package_release_find(const struct package_release *release, const char *path)
{
	size_t i;

	for (i = 0; i < release->count; i++)
		if (strcmp(release->files[i].path, path) == 0)
			return &release->files[i];
	return NULL;
}
