#ifndef PACKAGES_PACKAGE_INDEX_H
#define PACKAGES_PACKAGE_INDEX_H

#include "base/error.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/*
 * What an archive of Debian has for one processor: its Packages file, of which
 * only the fields stay that a choice of packages needs. Debian 12 has 64,000
 * packages in 50 MB. A file is believed only by its hash
 * (package_release.h).
 *
 *	struct package_index index;
 *	const struct package_index_source source = {"Packages", "amd64", text, size};
 *	if (package_index_parse(arena, &source, &index, err) != 0) ...
 *	for (package = package_index_find(&index, "m4"); package != NULL;
 *	    package = package_index_next(&index, package)) ...
 */
struct package_entry {
	const char *name, *version;
	const char *depends, *pre_depends, *provides; /* package_relation.h; NULL: absent */
	const char *sha256, *path; /* as in struct locked_package */
	uint64_t size;
};

/* A package that stands for a name, by its field Provides. */
struct package_provider {
	const char *name; /* "awk" */
	const char *version; /* of that name; NULL: none, which fits no relation with a version */
	const struct package_entry *entry; /* mawk */
};

struct package_index {
	const char *host; /* "amd64" */
	struct package_entry *items; /* by name, then by version, the highest first */
	size_t count, capacity;
	struct package_provider *providers; /* by name, then by the name of the package */
	size_t provider_count, provider_capacity;
};

enum {
	PACKAGE_INDEX_LIMIT = 256 << 20, /* bytes, not compressed */
	PACKAGE_INDEX_MOST = 1 << 20, /* packages */
};

struct package_index_source {
	const char *name; /* for errors: "NAME:7: ..." */
	const char *host;
	const char *bytes;
	size_t size;
};

/* Nothing in the index points into the source. */
int package_index_parse(struct arena *arena, const struct package_index_source *source,
    struct package_index *ret_index, struct error *err) MUST_CHECK;

/* The package of this name with the highest version; NULL: there is none. */
const struct package_entry *package_index_find(const struct package_index *index, const char *name);
/* The same package in its next lower version, or NULL. */
const struct package_entry *package_index_next(
    const struct package_index *index, const struct package_entry *entry);

/* The first package that provides the name, and the next one; or NULL. */
const struct package_provider *package_index_provider(
    const struct package_index *index, const char *name);
const struct package_provider *package_index_next_provider(
    const struct package_index *index, const struct package_provider *provider);

#endif
