#include "packages/root_links.h"

#include "base/file.h"
#include "base/path.h"
#include "packages/deb_unpack.h"
#include "packages/package_alternatives.h"

#include <stdlib.h>
#include <string.h>

/* An alternative that a package offers. */
struct offer {
	const char *package, *name, *link, *path;
	int64_t priority;
	/* where it stands in the script of its package, and what it follows
	 * there: the same number for one that stands alone */
	size_t number, master;
};

struct offers {
	struct arena *arena;
	struct offer *items;
	size_t count, capacity;
};

static void
add_offers(struct offers *offers, const char *package, const struct package_alternatives *script)
{
	size_t i;

	for (i = 0; i < script->count; i++) {
		const struct package_alternative *one = &script->items[i];

		offers->items = arena_grow(offers->arena, offers->items, offers->count,
		    &offers->capacity, sizeof(*offers->items));
		offers->items[offers->count++] = (struct offer){
		    package, one->name, one->link, one->path, one->priority, i, one->master};
	}
}

/* All of Debian 12 has about 2,000. */
enum { OFFER_LIMIT = 4000 };

static int
read_offers(struct offers *offers, const char *home, const struct locked_packages *packages,
    struct error *err)
{
	struct package_alternatives script;
	struct text bytes;
	size_t i;

	for (i = 0; i < packages->count; i++) {
		const struct locked_package *package = &packages->items[i];
		const char *path = path_join(
		    offers->arena, package_store_folder(offers->arena, home, package), "postinst");

		if (!file_exists(path))
			continue;
		if (file_read(offers->arena, path, DEB_SCRIPT_LIMIT, &bytes, err) != 0)
			return -1;
		package_alternatives_read(offers->arena, &bytes, &script);
		add_offers(offers, package->name, &script);
		if (offers->count > OFFER_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "the packages have more than %d alternatives; the last is \"%s\"",
			    OFFER_LIMIT, package->name);
	}
	return 0;
}

/* Those that stand alone first; the one that wins its name before the others
 * with this name. */
static int
compare_offers(const void *left, const void *right)
{
	const struct offer *a = left, *b = right;
	bool follows = a->number != a->master;
	int order;

	if (follows != (b->number != b->master))
		return follows ? 1 : -1;
	order = strcmp(a->name, b->name);
	if (order == 0 && a->priority != b->priority)
		return a->priority > b->priority ? -1 : 1;
	if (order == 0)
		order = strcmp(a->package, b->package);
	if (order == 0 && a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return order;
}

static bool
is_possible(const struct root_tree *tree, const struct offer *offer)
{
	const struct root_entry *folder =
	    root_tree_find(tree, path_folder(tree->arena, offer->link));
	const struct root_entry *file = root_tree_find(tree, offer->path);

	return folder != NULL && folder->kind == ROOT_FOLDER && file != NULL &&
	    file->kind != ROOT_FOLDER && root_tree_find(tree, offer->link) == NULL;
}

/* Whether this one is chosen: it is the first with its name and its place, and
 * what it follows is chosen too. */
static bool
wins(const struct offers *offers, const bool *chosen, size_t at)
{
	const struct offer *offer = &offers->items[at];
	bool allowed = offer->number == offer->master;
	size_t i;

	for (i = 0; i < at; i++) {
		const struct offer *before = &offers->items[i];

		if (!chosen[i])
			continue;
		if (strcmp(before->name, offer->name) == 0 ||
		    strcmp(before->link, offer->link) == 0)
			return false;
		allowed |=
		    before->number == offer->master && strcmp(before->package, offer->package) == 0;
	}
	return allowed;
}

static void
add_link(struct root_tree *tree, const struct offer *offer)
{
	const char *middle = arena_printf(tree->arena, "/etc/alternatives/%s", offer->name);
	const struct root_entry link = {.path = root_tree_merge(tree->arena, offer->link),
	    .kind = ROOT_LINK,
	    .target = middle,
	    .package = offer->package};
	const struct root_entry second = {.path = middle + 1,
	    .kind = ROOT_LINK,
	    .target = offer->path,
	    .package = offer->package};

	root_tree_add(tree, &link);
	root_tree_add(tree, &second);
}

int
root_links_add(struct root_tree *tree, const char *home, const struct locked_packages *packages,
    struct error *err)
{
	struct offers offers = {.arena = tree->arena};
	/* found in the tree before anything is added, which unsorts it */
	const struct root_tree finished = *tree;
	bool *chosen;
	size_t i;

	if (read_offers(&offers, home, packages, err) != 0)
		return -1;
	if (offers.count > 1)
		qsort(offers.items, offers.count, sizeof(*offers.items), compare_offers);
	chosen = arena_array(tree->arena, offers.count, sizeof(*chosen));
	for (i = 0; i < offers.count; i++) {
		chosen[i] = is_possible(&finished, &offers.items[i]) && wins(&offers, chosen, i);
		if (chosen[i])
			add_link(tree, &offers.items[i]);
	}
	return 0;
}
