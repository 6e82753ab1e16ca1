#include "command/lock_report.h"

#include <string.h>

/* One package on one processor: "" is no change, NULL no package. */
static const char *
change(struct arena *arena, const struct locked_package *earlier, const struct locked_package *now)
{
	if (earlier == NULL && now == NULL)
		return NULL;
	if (earlier == NULL)
		return arena_printf(arena, "added   %s %s", now->name, now->version);
	if (now == NULL)
		return arena_printf(arena, "removed %s %s", earlier->name, earlier->version);
	if (strcmp(earlier->version, now->version) != 0)
		return arena_printf(
		    arena, "changed %s %s -> %s", now->name, earlier->version, now->version);
	if (strcmp(earlier->sha256, now->sha256) != 0)
		return arena_printf(arena, "changed %s %s: another file", now->name, now->version);
	return "";
}

/* All names of both locks, sorted, each once. */
static struct text_list
names_of(struct arena *arena, const struct package_lock *earlier, const struct package_lock *now)
{
	const struct package_lock *const locks[] = {earlier, now};
	struct text_list all = {0}, names = {0};
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(locks); i++)
		for (k = 0; k < locks[i]->count; k++)
			text_list_add(&all, arena, locks[i]->items[k].name);
	text_list_sort(&all);
	for (i = 0; i < all.count; i++)
		if (i == 0 || strcmp(all.items[i], all.items[i - 1]) != 0)
			text_list_add(&names, arena, all.items[i]);
	return names;
}

static void
add_name(struct text *report, const struct package_lock *earlier, const struct package_lock *now,
    const char *name)
{
	const char *changes[8] = {0};
	bool same = true;
	size_t i;

	for (i = 0; package_hosts[i] != NULL; i++) {
		const char *host = package_hosts[i];

		changes[i] = change(report->arena, package_lock_find(earlier, host, name),
		    package_lock_find(now, host, name));
		same = same && changes[i] != NULL && strcmp(changes[i], changes[0]) == 0;
	}
	if (same && changes[0] != NULL && changes[0][0] != '\0')
		text_printf(report, "%s\n", changes[0]);
	for (i = 0; !same && package_hosts[i] != NULL; i++)
		if (changes[i] != NULL && changes[i][0] != '\0')
			text_printf(report, "%s (%s)\n", changes[i], package_hosts[i]);
}

char *
lock_report(struct arena *arena, const struct package_lock *earlier, const struct package_lock *now)
{
	struct text_list names = names_of(arena, earlier, now);
	struct text report;
	size_t i;

	text_init(&report, arena);
	for (i = 0; i < names.count; i++)
		add_name(&report, earlier, now, names.items[i]);
	return arena_strdup(arena, text_string(&report));
}
