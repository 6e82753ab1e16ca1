#include "packages/package_index.h"

#include "packages/deb_version.h"
#include "packages/package_field.h"
#include "packages/package_relation.h"
#include "spec/spec_value.h"

#include <stdlib.h>
#include <string.h>

enum field {
	FIELD_PACKAGE,
	FIELD_VERSION,
	FIELD_ARCHITECTURE,
	FIELD_SIZE,
	FIELD_SHA256,
	FIELD_FILENAME,
	FIELD_DEPENDS,
	FIELD_PRE_DEPENDS,
	FIELD_PROVIDES,
	FIELD_COUNT
};

/* The fields before this one stand in every package. */
static const enum field first_optional = FIELD_DEPENDS;

static const struct {
	const char *name;
	size_t length;
} fields[FIELD_COUNT] = {
    [FIELD_PACKAGE] = {"Package:", 8},
    [FIELD_VERSION] = {"Version:", 8},
    [FIELD_ARCHITECTURE] = {"Architecture:", 13},
    [FIELD_SIZE] = {"Size:", 5},
    [FIELD_SHA256] = {"SHA256:", 7},
    [FIELD_FILENAME] = {"Filename:", 9},
    [FIELD_DEPENDS] = {"Depends:", 8},
    [FIELD_PRE_DEPENDS] = {"Pre-Depends:", 12},
    [FIELD_PROVIDES] = {"Provides:", 9},
};

/* A value in the source. */
struct slice {
	const char *at;
	size_t length; /* with the lines that continue it */
};

struct index_reader {
	struct arena *arena;
	const struct package_index_source *source;
	struct package_index *index;
	unsigned line;
	unsigned first; /* the line of the paragraph's first field; 0: none yet */
	struct slice values[FIELD_COUNT]; /* of the paragraph; `at` NULL: absent */
	struct slice *last; /* what a line with a blank in front continues; NULL: nothing kept */
};

static int
refuse(const struct index_reader *reader, unsigned line, struct error *err)
{
	return error_wrap(err, "%s:%u", reader->source->name, line);
}

/* The value without the blanks around it; NULL: absent. */
static const char *
take(const struct index_reader *reader, enum field field)
{
	const char *at = reader->values[field].at;
	size_t length = reader->values[field].length;

	if (at == NULL)
		return NULL;
	for (; length > 0 && (*at == ' ' || *at == '\t'); length--)
		at++;
	while (length > 0 &&
	    (at[length - 1] == ' ' || at[length - 1] == '\t' || at[length - 1] == '\r' ||
		at[length - 1] == '\n'))
		length--;
	return arena_copy(reader->arena, at, length);
}

static int
check_entry(const struct index_reader *reader, const struct package_entry *entry,
    const char *architecture, struct error *err)
{
	if (value_package(entry->name, err) != 0)
		return -1;
	if (!deb_version_is(entry->version))
		return error_set(err, ERROR_FAILED, "the version \"%.100s\" of \"%s\" is none",
		    entry->version, entry->name);
	if (!package_field_is_sha256(entry->sha256))
		return error_set(err, ERROR_FAILED, "the SHA256 of \"%s\" is none", entry->name);
	if (!package_field_is_path(entry->path))
		return error_set(err, ERROR_FAILED,
		    "the Filename of \"%s\" is no path below \"pool\"", entry->name);
	if (strcmp(architecture, "all") != 0 && strcmp(architecture, reader->index->host) != 0)
		return error_set(err, ERROR_FAILED, "\"%s\" is for \"%.40s\", and not for \"%s\"",
		    entry->name, architecture, reader->index->host);
	return 0;
}

static int
add_entry(struct index_reader *reader, struct error *err)
{
	struct package_index *index = reader->index;
	const char *size, *architecture;
	struct package_entry entry;
	size_t i;

	for (i = 0; i < first_optional; i++)
		if (reader->values[i].at == NULL)
			return error_set(
			    err, ERROR_FAILED, "a package has no \"%s\"", fields[i].name);
	if (index->count == PACKAGE_INDEX_MOST)
		return error_set(
		    err, ERROR_FAILED, "there are more than %d packages", PACKAGE_INDEX_MOST);
	entry = (struct package_entry){.name = take(reader, FIELD_PACKAGE),
	    .version = take(reader, FIELD_VERSION),
	    .depends = take(reader, FIELD_DEPENDS),
	    .pre_depends = take(reader, FIELD_PRE_DEPENDS),
	    .provides = take(reader, FIELD_PROVIDES),
	    .sha256 = take(reader, FIELD_SHA256),
	    .path = take(reader, FIELD_FILENAME)};
	architecture = take(reader, FIELD_ARCHITECTURE);
	if (check_entry(reader, &entry, architecture, err) != 0)
		return -1;
	size = take(reader, FIELD_SIZE);
	if (package_field_size(size, &entry.size) != 0)
		return error_set(
		    err, ERROR_FAILED, "the Size \"%.40s\" of \"%s\" is none", size, entry.name);
	index->items = arena_grow(
	    reader->arena, index->items, index->count, &index->capacity, sizeof(*index->items));
	index->items[index->count++] = entry;
	return 0;
}

static int
end_paragraph(struct index_reader *reader, struct error *err)
{
	unsigned first = reader->first;

	if (first == 0)
		return 0;
	if (add_entry(reader, err) != 0)
		return refuse(reader, first, err);
	memset(reader->values, 0, sizeof(reader->values));
	reader->last = NULL;
	reader->first = 0;
	return 0;
}

static int
read_field(struct index_reader *reader, const char *line, size_t length, struct error *err)
{
	size_t i;

	reader->last = NULL;
	for (i = 0; i < FIELD_COUNT; i++)
		if (length >= fields[i].length &&
		    memcmp(line, fields[i].name, fields[i].length) == 0)
			break;
	if (i < FIELD_COUNT) {
		reader->last = &reader->values[i];
		if (reader->last->at != NULL)
			return error_set(err, ERROR_FAILED, "\"%s\" stands twice in one package",
			    fields[i].name);
		reader->last->at = line + fields[i].length;
		reader->last->length = length - fields[i].length;
	} else if (memchr(line, ':', length) == NULL) {
		return error_set(err, ERROR_FAILED, "a line has no \":\"");
	}
	return 0;
}

static int
read_line(struct index_reader *reader, const char *line, size_t length, struct error *err)
{
	if (length == 0)
		return end_paragraph(reader, err);
	if (memchr(line, '\0', length) != NULL) {
		error_set(err, ERROR_FAILED, "a line has a NUL in it");
		return refuse(reader, reader->line, err);
	}
	if (line[0] == ' ' || line[0] == '\t') {
		if (reader->last != NULL)
			reader->last->length = (size_t)(line + length - reader->last->at);
		return 0;
	}
	if (reader->first == 0)
		reader->first = reader->line;
	return read_field(reader, line, length, err) != 0 ? refuse(reader, reader->line, err) : 0;
}

static int
compare_entries(const void *left, const void *right)
{
	const struct package_entry *one = left, *other = right;
	int order = strcmp(one->name, other->name);

	if (order == 0)
		order = -deb_version_compare(one->version, other->version);
	/* texts that differ may be the same version: 1.0 and 1.00 */
	if (order == 0)
		order = strcmp(one->version, other->version);
	return order != 0 ? order : strcmp(one->sha256, other->sha256);
}

static int
compare_providers(const void *left, const void *right)
{
	const struct package_provider *one = left, *other = right;
	int order = strcmp(one->name, other->name);

	/* entries are sorted by name and version */
	return order != 0 ? order : (one->entry > other->entry) - (one->entry < other->entry);
}

static int
add_providers(struct index_reader *reader, const struct package_entry *entry, struct error *err)
{
	struct package_index *index = reader->index;
	struct package_relations names;
	size_t i;

	if (package_relations_parse(reader->arena, entry->provides, &names, err) != 0) {
		error_wrap(err, "%s: Provides of \"%s\"", reader->source->name, entry->name);
		return -1;
	}
	for (i = 0; i < names.count; i++) {
		index->providers = arena_grow(reader->arena, index->providers,
		    index->provider_count, &index->provider_capacity, sizeof(*index->providers));
		index->providers[index->provider_count++] =
		    (struct package_provider){names.items[i].name, names.items[i].version, entry};
	}
	return 0;
}

int
package_index_parse(struct arena *arena, const struct package_index_source *source,
    struct package_index *ret_index, struct error *err)
{
	struct package_index index = {.host = source->host};
	struct index_reader reader = {.arena = arena, .source = source, .index = &index};
	const char *at = source->bytes, *end = at + source->size, *stop;
	size_t i;

	if (source->size > PACKAGE_INDEX_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "%s: is larger than %d bytes, the most that is read", source->name,
		    PACKAGE_INDEX_LIMIT);
	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		reader.line++;
		if (read_line(&reader, at, (size_t)(stop - at), err) != 0)
			return -1;
	}
	if (end_paragraph(&reader, err) != 0)
		return -1;
	if (index.count > 0)
		qsort(index.items, index.count, sizeof(*index.items), compare_entries);
	for (i = 0; i < index.count; i++)
		if (add_providers(&reader, &index.items[i], err) != 0)
			return -1;
	if (index.provider_count > 0)
		qsort(index.providers, index.provider_count, sizeof(*index.providers),
		    compare_providers);
	*ret_index = index;
	return 0;
}

const struct package_entry *
package_index_find(const struct package_index *index, const char *name)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(index->items[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->count && strcmp(index->items[low].name, name) == 0 ? &index->items[low]
									       : NULL;
}

const struct package_entry *
package_index_next(const struct package_index *index, const struct package_entry *entry)
{
	const struct package_entry *next = entry + 1;

	return next < index->items + index->count && strcmp(next->name, entry->name) == 0 ? next
											  : NULL;
}

const struct package_provider *
package_index_provider(const struct package_index *index, const char *name)
{
	size_t low = 0, high = index->provider_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(index->providers[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->provider_count && strcmp(index->providers[low].name, name) == 0
	    ? &index->providers[low]
	    : NULL;
}

const struct package_provider *
package_index_next_provider(
    const struct package_index *index, const struct package_provider *provider)
{
	const struct package_provider *next = provider + 1;

	return next < index->providers + index->provider_count &&
		strcmp(next->name, provider->name) == 0
	    ? next
	    : NULL;
}
