#include "packages/package_project.h"

#include "base/beneath.h"
#include "base/file.h"
#include "base/path.h"
#include "packages/package_archive.h"
#include "packages/package_solve.h"
#include "packages/release_verify.h"
#include "spec/spec_file.h"

#include <string.h>

char *
package_project_path(struct arena *arena, const char *file)
{
	static const char ending[] = ".yaml";
	size_t length = strlen(file);

	if (text_ends_with(file, ending) && path_base(file)[0] != '.')
		length -= strlen(ending);
	return arena_printf(arena, "%.*s.lock", (int)length, file);
}

/* "mote.yaml:4" */
static const char *
place_of(struct arena *arena, const struct spec *spec, const char *name)
{
	size_t i;

	for (i = 0; i < spec->places.count; i++)
		if (spec->places.items[i].text == name)
			return arena_printf(arena, "%s:%u", spec->file, spec->places.items[i].line);
	return spec->file;
}

/* Adds the names of one target; NULL: of a file without targets. */
static int
add_names(struct arena *arena, const char *target, struct spec *spec, struct pairs *names,
    struct error *err)
{
	const struct text_list *packages = &spec->build.packages;
	size_t i;

	if (spec_file_read(arena, spec->file, target, spec, err) != 0)
		return -1;
	for (i = 0; i < packages->count; i++)
		if (pairs_get(names, packages->items[i]) == NULL)
			pairs_set(names, arena, packages->items[i],
			    place_of(arena, spec, packages->items[i]));
	return 0;
}

int
package_project_names(struct arena *arena, const char *file, const struct spec_trust *trust,
    struct project_names *ret_names, struct error *err)
{
	struct text_list targets = {0};
	struct pairs names = {0};
	size_t i;

	if (spec_file_targets(arena, file, &targets, err) != 0)
		return -1;
	for (i = 0; i < targets.count || i == 0; i++) {
		struct spec spec = {.file = file, .trust = *trust};

		if (add_names(arena, targets.count == 0 ? NULL : targets.items[i], &spec, &names,
			err) != 0)
			return -1;
	}
	pairs_sort(&names);
	*ret_names = (struct project_names){0};
	for (i = 0; i < names.count; i++) {
		text_list_add(&ret_names->names, arena, names.items[i].key);
		text_list_add(&ret_names->places, arena, names.items[i].value);
	}
	return 0;
}

int
package_project_read(
    struct arena *arena, const char *path, struct package_lock *ret_lock, struct error *err)
{
	const struct beneath file = {path_folder(arena, path), path_base(path)};
	struct stat status;
	struct text bytes;

	*ret_lock = (struct package_lock){0};
	if (!beneath_status(file, &status))
		return 0;
	/* a stranger's project could make a link to a file of the user, of
	 * which an error would show a line */
	if (S_ISLNK(status.st_mode))
		return error_set(
		    err, ERROR_REFUSED, "\"%s\" is a link; put the file itself there", path);
	if (beneath_read(arena, file, PACKAGE_LOCK_LIMIT, &bytes, err) != 0)
		return -1;
	if (package_lock_parse(arena, path, &bytes, ret_lock, err) != 0) {
		struct error why = *err;

		return error_set(err, why.kind,
		    "%s; mend the line, or remove the file and run \"mote lock\"", why.text);
	}
	return 0;
}

/* A merge can lose a line. */
static int
check_hosts(const struct project_check *check, const char *name, struct error *err)
{
	size_t i;

	for (i = 0; package_hosts[i] != NULL; i++)
		if (package_lock_find(check->lock, package_hosts[i], name) == NULL &&
		    package_lock_find(check->tools, package_hosts[i], name) == NULL)
			return error_set(err, ERROR_REFUSED,
			    "\"%s\" wants the package \"%s\", and has no line for it and %s; run \"mote lock\"",
			    check->path, name, package_hosts[i]);
	return 0;
}

int
package_project_check(const struct project_check *check, struct error *err)
{
	const struct text_list *wanted = &check->lock->wanted, *names = check->names;
	size_t i;

	if (check->lock->suite == NULL)
		return names->count == 0
		    ? 0
		    : error_set(err, ERROR_REFUSED,
			  "there is no \"%s\", which says what the packages are; \"mote lock\" "
			  "writes it",
			  check->path);
	if (names->count > 0 && strcmp(check->lock->suite, PACKAGE_SUITE) != 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is for the suite \"%s\", and mote's tools are of \"%s\"; run \"mote "
		    "lock\"",
		    check->path, check->lock->suite, PACKAGE_SUITE);
	for (i = 0; i < names->count; i++)
		if (!text_list_has(wanted, names->items[i]))
			return error_set(err, ERROR_REFUSED,
			    "\"%s\" does not have the package \"%s\" yet; run \"mote lock\"",
			    check->path, names->items[i]);
	for (i = 0; i < wanted->count; i++)
		if (!text_list_has(names, wanted->items[i]))
			return error_set(err, ERROR_REFUSED,
			    "\"%s\" has the package \"%s\", which is not wanted any more; run "
			    "\"mote lock\"",
			    check->path, wanted->items[i]);
	for (i = 0; i < names->count; i++)
		if (check_hosts(check, names->items[i], err) != 0)
			return -1;
	return 0;
}

int
package_lock_for_build(
    struct arena *arena, const struct spec *spec, struct package_lock *ret_lock, struct error *err)
{
	struct package_lock lock = {.suite = PACKAGE_SUITE}, tools;
	struct project_names wanted;
	struct project_check check = {NULL, &lock, &wanted.names, &tools};

	if (spec->build.packages.count == 0 || spec->file == NULL) {
		*ret_lock = lock;
		return 0;
	}
	check.path = package_project_path(arena, spec->file);
	if (package_project_names(arena, spec->file, &spec->trust, &wanted, err) != 0 ||
	    package_project_read(arena, check.path, &lock, err) != 0 ||
	    package_lock_of_tools(arena, &tools, err) != 0 ||
	    package_project_check(&check, err) != 0)
		return -1;
	*ret_lock = lock;
	return 0;
}

/* One question to the solver, about one processor. */
struct question {
	struct arena *arena;
	const struct project_wish *wish;
	struct package_index index;
	struct package_lock tools; /* of all processors */
};

/* The earlier lock without the packages that shall be updated, and without what
 * these need. */
static int
find_kept(const struct question *question, struct package_lock *ret_kept, struct error *err)
{
	const struct project_wish *wish = question->wish;
	const struct package_request request = {
	    .index = &question->index, .wanted = wish->update_names, .tools = &question->tools};
	struct package_lock updated = {0}, kept = {0};
	size_t i;

	if (wish->update && package_solve(question->arena, &request, &updated, err) != 0)
		return -1;
	for (i = 0; i < wish->earlier->count; i++) {
		const struct locked_package *package = &wish->earlier->items[i];

		if (package_lock_find(&updated, package->host, package->name) == NULL)
			package_lock_add(question->arena, &kept, package);
	}
	*ret_kept = kept;
	return 0;
}

static int
solve_host(const struct question *question, struct package_lock *lock, struct error *err)
{
	const struct project_wish *wish = question->wish;
	struct package_lock kept = {0};
	const struct package_request request = {.index = &question->index,
	    .wanted = &wish->wanted->names,
	    .places = &wish->wanted->places,
	    .tools = &question->tools,
	    .kept = &kept};

	if (!(wish->update && wish->update_names->count == 0) &&
	    find_kept(question, &kept, err) != 0)
		return -1;
	return package_solve(question->arena, &request, lock, err);
}

/* A name that is not in the lock is a mistake, and no wish. */
static int
check_updates(const struct project_wish *wish, struct error *err)
{
	size_t i, k;

	for (i = 0; i < wish->update_names->count; i++) {
		const char *name = wish->update_names->items[i];
		bool found = text_list_has(&wish->wanted->names, name);

		for (k = 0; package_hosts[k] != NULL; k++)
			found = found ||
			    package_lock_find(wish->earlier, package_hosts[k], name) != NULL;
		if (!found)
			return error_set(err, ERROR_USAGE,
			    "there is no package \"%s\" in the lock to be updated", name);
	}
	return 0;
}

int
package_project_solve(struct arena *arena, const struct project_wish *wish,
    struct package_lock *ret_lock, struct error *err)
{
	struct package_lock lock = {.suite = PACKAGE_SUITE, .wanted = wish->wanted->names};
	struct question question = {.arena = arena, .wish = wish};
	struct package_archive archive;
	size_t i;

	if (check_updates(wish, err) != 0 ||
	    (!wish->bare && package_lock_of_tools(arena, &question.tools, err) != 0) ||
	    package_archive_open(arena, PACKAGE_SUITE, &archive, err) != 0 ||
	    (!wish->without_signature && release_verify(arena, &archive.release_bytes, err) != 0))
		return -1;
	for (i = 0; package_hosts[i] != NULL; i++)
		if (package_archive_index(
			arena, &archive, package_hosts[i], &question.index, err) != 0 ||
		    solve_host(&question, &lock, err) != 0)
			return -1;
	*ret_lock = lock;
	return 0;
}
