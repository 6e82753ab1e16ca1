#include "packages/package_lock.h"

#include "base/path.h"
#include "base/template.h"
#include "packages/deb_version.h"
#include "packages/package_field.h"
#include "spec/platform.h"
#include "spec/spec_value.h"

#include <inttypes.h>
#include <string.h>

static const char first_line[] = "mote-lock 1";

const char *const package_hosts[] = {"amd64", "arm64", NULL};

enum { WORDS_MOST = 6 };

struct lock_reader {
	struct arena *arena;
	const char *name;
	unsigned line;
	bool begun; /* the first line was read */
	struct package_lock lock;
};

static int
compare(const struct locked_package *package, const char *host, const char *name)
{
	int order = strcmp(package->host, host);

	return order != 0 ? order : strcmp(package->name, name);
}

/* The index of the first package that is not before this one. */
static size_t
place_of(const struct package_lock *lock, const char *host, const char *name)
{
	size_t low = 0, high = lock->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&lock->items[middle], host, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
package_lock_add(
    struct arena *arena, struct package_lock *lock, const struct locked_package *package)
{
	size_t at = place_of(lock, package->host, package->name);

	lock->items =
	    arena_grow(arena, lock->items, lock->count, &lock->capacity, sizeof(*lock->items));
	memmove(&lock->items[at + 1], &lock->items[at], (lock->count - at) * sizeof(*lock->items));
	lock->items[at] = *package;
	lock->count++;
}

const struct locked_package *
package_lock_find(const struct package_lock *lock, const char *host, const char *name)
{
	size_t at = place_of(lock, host, name);

	return at < lock->count && compare(&lock->items[at], host, name) == 0 ? &lock->items[at]
									      : NULL;
}

static int
read_first(struct lock_reader *reader, const char *line, struct error *err)
{
	if (strcmp(line, first_line) == 0) {
		reader->begun = true;
		return 0;
	}
	if (text_starts_with(line, "mote-lock "))
		return error_set(err, ERROR_FAILED,
		    "\"%.60s\" is a form of another version of mote; this one reads \"%s\"", line,
		    first_line);
	return error_set(
	    err, ERROR_FAILED, "this is not the first line of a lock, \"%s\"", first_line);
}

static int
read_suite(struct lock_reader *reader, const char *suite, struct error *err)
{
	if (reader->lock.suite != NULL)
		return error_set(err, ERROR_FAILED, "a second \"suite\"");
	if (!package_field_is_word(suite))
		return error_set(err, ERROR_FAILED, "\"%.60s\" is no name of a suite", suite);
	reader->lock.suite = suite;
	return 0;
}

static int
not_sorted(const char *name, const char *before, struct error *err)
{
	if (strcmp(name, before) == 0)
		return error_set(err, ERROR_FAILED, "\"%s\" stands there twice", name);
	return error_set(err, ERROR_FAILED,
	    "\"%s\" stands behind \"%s\"; the lines of a lock are sorted", name, before);
}

static int
read_wanted(struct lock_reader *reader, const char *name, struct error *err)
{
	struct text_list *wanted = &reader->lock.wanted;
	const char *before = wanted->count > 0 ? wanted->items[wanted->count - 1] : "";

	if (value_package(name, err) != 0)
		return -1;
	if (reader->lock.count > 0)
		return error_set(err, ERROR_FAILED, "\"wanted\" stands behind the packages");
	if (strcmp(before, name) >= 0)
		return not_sorted(name, before, err);
	text_list_add(wanted, reader->arena, name);
	return 0;
}

static bool
is_host(const char *text)
{
	size_t i;

	for (i = 0; package_hosts[i] != NULL; i++)
		if (strcmp(package_hosts[i], text) == 0)
			return true;
	return false;
}

/* "amd64 m4 1.4.19-3 287292 <SHA-256> pool/..." */
static int
read_package(struct lock_reader *reader, const char *const *words, struct error *err)
{
	struct package_lock *lock = &reader->lock;
	struct locked_package package = {.host = words[0],
	    .name = words[1],
	    .version = words[2],
	    .sha256 = words[4],
	    .path = words[5]};
	const struct locked_package *before =
	    lock->count > 0 ? &lock->items[lock->count - 1] : NULL;

	if (value_package(package.name, err) != 0)
		return -1;
	if (!deb_version_is(package.version))
		return error_set(
		    err, ERROR_FAILED, "\"%.100s\" is no version of a package", package.version);
	if (package_field_size(words[3], &package.size) != 0)
		return error_set(err, ERROR_FAILED, "\"%.40s\" is no size of a package", words[3]);
	if (!package_field_is_sha256(package.sha256))
		return error_set(err, ERROR_FAILED,
		    "\"%.80s\" is no SHA-256 of 64 hexadecimal digits", package.sha256);
	if (!package_field_is_path(package.path))
		return error_set(
		    err, ERROR_FAILED, "\"%.100s\" is no path below \"pool\"", package.path);
	if (before != NULL && compare(before, package.host, package.name) >= 0)
		return not_sorted(arena_printf(reader->arena, "%s %s", package.host, package.name),
		    arena_printf(reader->arena, "%s %s", before->host, before->name), err);
	package_lock_add(reader->arena, lock, &package);
	return 0;
}

/* Cuts the line at single blanks. 0: it has too many, or one too much. */
static size_t
cut(struct arena *arena, const char *line, const char **words)
{
	size_t count = 0, length;

	for (;; line += length + 1) {
		length = strcspn(line, " ");
		if (length == 0 || count == WORDS_MOST)
			return 0;
		words[count++] = arena_copy(arena, line, length);
		if (line[length] == '\0')
			return count;
	}
}

static int
read_line(struct lock_reader *reader, const char *line, struct error *err)
{
	const char *words[WORDS_MOST];
	size_t count;

	if (line[0] == '#')
		return 0;
	if (!reader->begun)
		return read_first(reader, line, err);
	count = cut(reader->arena, line, words);
	if (count == 2 && strcmp(words[0], "suite") == 0)
		return read_suite(reader, words[1], err);
	if (count == 2 && strcmp(words[0], "wanted") == 0)
		return read_wanted(reader, words[1], err);
	if (count == WORDS_MOST && is_host(words[0]))
		return read_package(reader, words, err);
	return error_set(err, ERROR_FAILED, "\"%.60s\" is no line of a lock", line);
}

int
package_lock_parse(struct arena *arena, const char *name, const struct text *bytes,
    struct package_lock *ret_lock, struct error *err)
{
	struct lock_reader reader = {.arena = arena, .name = name};
	const char *at = text_string(bytes);

	if (bytes->length > PACKAGE_LOCK_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "%s: is larger than %d bytes, the most that is read", name, PACKAGE_LOCK_LIMIT);
	if (strlen(at) != bytes->length)
		return error_set(err, ERROR_FAILED, "%s: has a NUL in it", name);
	while (*at != '\0') {
		size_t length = strcspn(at, "\n");

		reader.line++;
		if (read_line(&reader, arena_copy(arena, at, length), err) != 0) {
			err->kind = ERROR_FAILED;
			return error_wrap(err, "%s:%u", name, reader.line);
		}
		at += length;
		at += *at == '\n';
	}
	if (!reader.begun || reader.lock.suite == NULL)
		return error_set(err, ERROR_FAILED, "%s: has no line \"%s\"", name,
		    reader.begun ? "suite NAME" : first_line);
	*ret_lock = reader.lock;
	return 0;
}

char *
package_lock_print(struct arena *arena, const struct package_lock *lock)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	text_printf(&text, "%s\nsuite %s\n", first_line, lock->suite);
	for (i = 0; i < lock->wanted.count; i++)
		text_printf(&text, "wanted %s\n", lock->wanted.items[i]);
	for (i = 0; i < lock->count; i++) {
		const struct locked_package *package = &lock->items[i];

		text_printf(&text, "%s %s %s %" PRIu64 " %s %s\n", package->host, package->name,
		    package->version, package->size, package->sha256, package->path);
	}
	return arena_strdup(arena, text_string(&text));
}

static int
parse_own(struct arena *arena, const char *path, struct package_lock *ret_lock, struct error *err)
{
	const struct template *template = template_find(path);
	struct text bytes;

	text_init(&bytes, arena);
	text_append(&bytes, template->bytes, template->size);
	return package_lock_parse(arena, path_base(path), &bytes, ret_lock, err);
}

int
package_lock_of_tools(struct arena *arena, struct package_lock *ret_lock, struct error *err)
{
	return parse_own(arena, "toolchain/tools.lock", ret_lock, err);
}

int
package_lock_of_ports(struct arena *arena, struct package_lock *ret_lock, struct error *err)
{
	return parse_own(arena, "toolchain/ports.lock", ret_lock, err);
}

const char *
package_host(void)
{
	const char *architecture = platform_host()->architecture;

	return is_host(architecture) ? architecture : NULL;
}
