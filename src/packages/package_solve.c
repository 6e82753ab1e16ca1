#include "packages/package_solve.h"

#include "packages/package_absent.h"
#include "packages/package_relation.h"

#include <string.h>

/* A package that the result has. */
struct choice {
	const char *name, *version;
	/* NULL: a tool that the index does not have in this version */
	const struct package_entry *entry;
	bool is_tool; /* a tool that stays, which needs nothing that is not there */
	bool kept; /* its version comes from `kept` */
};

struct solver {
	struct arena *arena;
	const struct package_request *request;
	struct choice *choices; /* in the order in which they were chosen */
	size_t count, capacity;
	/* names whose tool or kept version does not fit: each one makes the
	 * solver begin anew */
	struct text_list dropped;
	struct text_list forced; /* tools that follow the version of another */
	bool again;
};

/* A package and one of its relations. */
struct need {
	const struct package_entry *by;
	bool whole; /* packages that a stage can not use are taken too */
};

static struct choice *
find_choice(const struct solver *solver, const char *name)
{
	size_t i;

	for (i = 0; i < solver->count; i++)
		if (strcmp(solver->choices[i].name, name) == 0)
			return &solver->choices[i];
	return NULL;
}

static void
add_choice(struct solver *solver, const struct choice *choice)
{
	solver->choices = arena_grow(solver->arena, solver->choices, solver->count,
	    &solver->capacity, sizeof(*solver->choices));
	solver->choices[solver->count++] = *choice;
}

static const struct package_entry *
entry_of_version(const struct package_index *index, const char *name, const char *version)
{
	const struct package_entry *entry = package_index_find(index, name);

	while (entry != NULL && strcmp(entry->version, version) != 0)
		entry = package_index_next(index, entry);
	return entry;
}

static void
add_tools(struct solver *solver)
{
	const struct package_lock *tools = solver->request->tools;
	const struct package_index *index = solver->request->index;
	size_t i;

	for (i = 0; tools != NULL && i < tools->count; i++) {
		const struct locked_package *tool = &tools->items[i];

		if (strcmp(tool->host, index->host) != 0 ||
		    text_list_has(&solver->dropped, tool->name))
			continue;
		add_choice(solver,
		    &(struct choice){tool->name, tool->version,
			entry_of_version(index, tool->name, tool->version), true, false});
	}
}

/* The version to take: the kept one where it fits, else the highest that
 * fits. */
static const struct package_entry *
best_entry(const struct solver *solver, const struct package_relation *relation, bool *ret_kept)
{
	const struct package_index *index = solver->request->index;
	const struct package_lock *kept = solver->request->kept;
	const struct package_entry *entry = package_index_find(index, relation->name), *earlier;
	const struct locked_package *locked =
	    kept == NULL ? NULL : package_lock_find(kept, index->host, relation->name);

	*ret_kept = false;
	if (locked != NULL && !text_list_has(&solver->dropped, relation->name)) {
		earlier = entry_of_version(index, relation->name, locked->version);
		*ret_kept = earlier != NULL && package_relation_fits(relation, earlier->version);
		if (*ret_kept)
			return earlier;
	}
	while (entry != NULL && !package_relation_fits(relation, entry->version))
		entry = package_index_next(index, entry);
	return entry;
}

/* "any" and "native" are always this processor: there is no other here. */
static bool
is_of_host(const struct solver *solver, const struct package_relation *relation)
{
	const char *processor = relation->processor;

	return processor == NULL || strcmp(processor, "any") == 0 ||
	    strcmp(processor, "native") == 0 ||
	    strcmp(processor, solver->request->index->host) == 0;
}

static bool
is_met(const struct solver *solver, const struct package_relation *relation, bool whole)
{
	const struct package_index *index = solver->request->index;
	const struct package_provider *provider;
	const struct choice *choice = find_choice(solver, relation->name);

	if (!is_of_host(solver, relation))
		return false;
	if (choice != NULL && package_relation_fits(relation, choice->version))
		return true;
	provider = package_index_provider(index, relation->name);
	for (; provider != NULL; provider = package_index_next_provider(index, provider)) {
		choice = find_choice(solver, provider->entry->name);
		if (choice != NULL && package_relation_fits(relation, provider->version) &&
		    (choice->is_tool || choice->entry == provider->entry))
			return true;
	}
	return !whole && package_is_absent(relation->name);
}

/* Chooses for one relation. False: the index has nothing for it. */
static bool
choose(struct solver *solver, const struct package_relation *relation)
{
	const struct package_index *index = solver->request->index;
	const struct choice *other = find_choice(solver, relation->name);
	const struct package_provider *provider;
	const struct package_entry *entry;
	bool kept;

	if (!is_of_host(solver, relation))
		return false;
	entry = best_entry(solver, relation, &kept);
	if (entry != NULL && other == NULL) {
		add_choice(
		    solver, &(struct choice){entry->name, entry->version, entry, false, kept});
		return true;
	}
	/* another version of it was chosen: only a wish can be given up */
	if (entry != NULL && (other->is_tool || other->kept)) {
		text_list_add(&solver->dropped, solver->arena, relation->name);
		solver->again = true;
		return true;
	}
	provider = package_index_provider(index, relation->name);
	for (; provider != NULL; provider = package_index_next_provider(index, provider))
		if (package_relation_fits(relation, provider->version) &&
		    find_choice(solver, provider->entry->name) == NULL) {
			add_choice(solver,
			    &(struct choice){provider->entry->name, provider->entry->version,
				provider->entry, false, false});
			return true;
		}
	return false;
}

static int
cannot_meet(const struct solver *solver, const struct need *need,
    const struct package_relation *relation, struct error *err)
{
	const struct package_index *index = solver->request->index;
	const struct choice *choice = find_choice(solver, relation->name);
	const struct package_entry *entry = package_index_find(index, relation->name);
	const char *wanted = package_relation_print(solver->arena, relation);

	if (choice != NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" %s for %s needs \"%s\", but another package needs \"%s\" %s",
		    need->by->name, need->by->version, index->host, wanted, choice->name,
		    choice->version);
	if (entry != NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" %s needs \"%s\", but the archive has version %s for %s; try another "
		    "mirror by MOTE_MIRROR",
		    need->by->name, need->by->version, wanted, entry->version, index->host);
	return error_set(err, ERROR_FAILED,
	    "\"%s\" %s needs \"%s\", which the archive does not have for %s; try another mirror by "
	    "MOTE_MIRROR",
	    need->by->name, need->by->version, wanted, index->host);
}

/* Looks at relations `from` and its alternatives; `*from` is moved behind
 * them. */
static int
meet_one(struct solver *solver, const struct need *need, const struct package_relations *all,
    size_t *from, struct error *err)
{
	size_t first = *from, end = first, i;

	while (all->items[end].or_next)
		end++;
	*from = ++end;
	for (i = first; i < end; i++)
		if (is_met(solver, &all->items[i], need->whole))
			return 0;
	for (i = first; i < end; i++)
		if (choose(solver, &all->items[i]))
			return 0;
	return cannot_meet(solver, need, &all->items[first], err);
}

static int
meet(struct solver *solver, const struct need *need, const char *field, struct error *err)
{
	struct package_relations relations;
	size_t at = 0;

	if (package_relations_parse(solver->arena, field, &relations, err) != 0)
		return error_wrap(err, "what \"%s\" %s needs for %s", need->by->name,
		    need->by->version, solver->request->index->host);
	while (at < relations.count && !solver->again)
		if (meet_one(solver, need, &relations, &at, err) != 0)
			return -1;
	return 0;
}

/* The user named no real package. */
static int
unknown(const struct solver *solver, const char *name, struct error *err)
{
	const struct package_index *index = solver->request->index;
	const struct package_provider *provider = package_index_provider(index, name);
	struct text_list names = {0};
	const char *nearest;
	size_t i;

	for (; provider != NULL; provider = package_index_next_provider(index, provider))
		if (!text_list_has(&names, provider->entry->name))
			text_list_add(&names, solver->arena, provider->entry->name);
	if (names.count > 0)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is a virtual package; name one that provides it: %.600s", name,
		    text_list_join(&names, solver->arena, ", "));
	for (i = 0; i < index->count; i++)
		text_list_add(&names, solver->arena, index->items[i].name);
	text_list_add(&names, solver->arena, NULL);
	nearest = text_nearest(name, names.items);
	if (nearest != NULL)
		return error_set(err, ERROR_USAGE,
		    "there is no package \"%s\" for %s; did you mean \"%s\"?", name, index->host,
		    nearest);
	return error_set(err, ERROR_USAGE,
	    "there is no package \"%s\" for %s; packages.debian.org lists them", name, index->host);
}

/* Chooses what was named: by the user, or because a tool follows another. */
static int
choose_named(struct solver *solver, const struct text_list *names, struct error *err)
{
	size_t i;

	for (i = 0; i < names->count && !solver->again; i++) {
		const struct package_relation relation = {.name = names->items[i]};

		if (find_choice(solver, relation.name) != NULL)
			continue;
		if (package_index_find(solver->request->index, relation.name) == NULL) {
			unknown(solver, relation.name, err);
			return solver->request->places == NULL
			    ? -1
			    : error_wrap(err, "%s", solver->request->places->items[i]);
		}
		choose(solver, &relation);
	}
	return 0;
}

/* Whether the entry needs exactly a version that the result does not have. */
static bool
needs_other(const struct solver *solver, const struct package_relations *relations)
{
	size_t i;

	for (i = 0; i < relations->count; i++) {
		const struct package_relation *relation = &relations->items[i];
		const struct choice *choice = find_choice(solver, relation->name);

		if (relation->kind == RELATION_EQUAL && choice != NULL && !choice->is_tool &&
		    package_relation_fits(relation, choice->version))
			return true;
	}
	return false;
}

/*
 * libmagic1 was taken in a new version: file, a tool, which needs exactly its
 * own version of libmagic1, must follow. The lock of the tools does not say
 * what they need, so the newer package of the index tells it.
 */
static int
follow(struct solver *solver, struct error *err)
{
	size_t i;

	for (i = 0; i < solver->count && !solver->again; i++) {
		struct choice *choice = &solver->choices[i];
		const struct package_entry *entry =
		    package_index_find(solver->request->index, choice->name);
		struct package_relations depends, before;

		if (!choice->is_tool || choice->entry != NULL || entry == NULL)
			continue;
		if (package_relations_parse(solver->arena, entry->depends, &depends, err) != 0 ||
		    package_relations_parse(solver->arena, entry->pre_depends, &before, err) != 0)
			return error_wrap(err, "what \"%s\" %s needs for %s", entry->name,
			    entry->version, solver->request->index->host);
		if (needs_other(solver, &depends) || needs_other(solver, &before)) {
			text_list_add(&solver->dropped, solver->arena, choice->name);
			text_list_add(&solver->forced, solver->arena, choice->name);
			solver->again = true;
		}
	}
	return 0;
}

static int
solve_once(struct solver *solver, struct error *err)
{
	size_t i;

	solver->again = false;
	solver->count = 0;
	add_tools(solver);
	if (choose_named(solver, solver->request->wanted, err) != 0 ||
	    choose_named(solver, &solver->forced, err) != 0)
		return -1;
	for (i = 0; i < solver->count && !solver->again; i++) {
		/* a copy: choosing moves the array */
		const struct choice choice = solver->choices[i];
		const struct need need = {choice.entry, package_is_absent(choice.name)};

		if (choice.is_tool)
			continue;
		if (meet(solver, &need, choice.entry->pre_depends, err) != 0)
			return -1;
		if (!solver->again && meet(solver, &need, choice.entry->depends, err) != 0)
			return -1;
	}
	return solver->again ? 0 : follow(solver, err);
}

int
package_solve(struct arena *arena, const struct package_request *request, struct package_lock *lock,
    struct error *err)
{
	struct solver solver = {.arena = arena, .request = request};
	size_t i;

	/* each time that it begins anew, one name more is given up */
	do {
		if (solve_once(&solver, err) != 0)
			return -1;
	} while (solver.again);
	for (i = 0; i < solver.count; i++) {
		const struct package_entry *entry = solver.choices[i].entry;

		if (solver.choices[i].is_tool)
			continue;
		package_lock_add(arena, lock,
		    &(struct locked_package){request->index->host, entry->name, entry->version,
			entry->size, entry->sha256, entry->path});
	}
	return 0;
}
