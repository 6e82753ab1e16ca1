#include "toolchain/port_build.h"

#include "base/log.h"
#include "base/output.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "sandbox/build_crew.h"
#include "toolchain/port_make.h"
#include "toolchain/port_root.h"
#include "toolchain/recipes.h"
#include "toolchain/toolchain_install.h"

#include <string.h>

/* A platform and the ports that are not built for it. */
struct missing_ports {
	const struct platform *platform;
	const char *home; /* where its toolchain is, and its ports will be */
	struct text_list ports;
};

static int
find_missing(struct arena *arena, const struct platform *platform, const struct port_set *set,
    struct missing_ports *ret_missing, struct error *err)
{
	struct toolchain toolchain;
	struct port_state state;
	size_t i;

	if (toolchain_find(arena, platform, &toolchain, err) != 0)
		return -1;
	*ret_missing = (struct missing_ports){platform, path_folder(arena, toolchain.folder), {0}};
	for (i = 0; i < set->count; i++) {
		if (port_state(arena, &toolchain, &set->items[i], &state, err) != 0)
			return -1;
		if (!state.built)
			text_list_add(&ret_missing->ports, arena, set->items[i].name);
	}
	return 0;
}

/* The platforms for which something is not built. */
struct missing_list {
	const struct port_request *request;
	struct port_set set; /* what is asked for and all that it needs */
	bool need_cxx; /* one of these is C++ */
	struct missing_ports *items;
	size_t count;
	enum isolation rung; /* from prepare() */
};

static int
find_all_missing(struct arena *arena, const struct port_request *request,
    struct missing_list *ret_list, struct error *err)
{
	struct port_set *set = &ret_list->set;
	size_t i;

	*ret_list = (struct missing_list){.request = request,
	    .items = arena_array(arena, request->count, sizeof(*ret_list->items))};
	if (port_find(arena, request->names, set, err) != 0)
		return -1;
	for (i = 0; i < set->count; i++)
		ret_list->need_cxx |= set->items[i].needs_cxx;
	for (i = 0; i < request->count; i++) {
		struct missing_ports *missing = &ret_list->items[ret_list->count];

		if (find_missing(arena, request->platforms[i], set, missing, err) != 0)
			return -1;
		ret_list->count += missing->ports.count > 0;
	}
	return 0;
}

static const char *
missing_platforms(struct arena *arena, const struct missing_list *list)
{
	struct text_list names = {0};
	size_t i;

	for (i = 0; i < list->count; i++)
		text_list_add(&names, arena, list->items[i].platform->name);
	return text_list_join(&names, arena, ", ");
}

static const char *
missing_names(struct arena *arena, const struct missing_list *list)
{
	struct text_list names = {0};
	size_t i, k;

	for (i = 0; i < list->count; i++)
		for (k = 0; k < list->items[i].ports.count; k++)
			if (!text_list_has(&names, list->items[i].ports.items[k]))
				text_list_add(&names, arena, list->items[i].ports.items[k]);
	return text_list_join(&names, arena, ", ");
}

/* One make for the toolchains that are in one folder: it makes those anew that
 * are stale, or that lack C++ and need it. */
static int
refresh_toolchains(
    struct arena *arena, const char *home, const struct missing_list *list, struct error *err)
{
	struct text_list words = {0}, targets = {0};
	size_t i;
	int status;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->items[i].home, home) == 0)
			text_list_add(&targets, arena, list->items[i].platform->target);
	recipes_add_variable(&words, arena, "TARGET", text_list_join(&targets, arena, " "));
	text_list_add(&words, arena, list->need_cxx ? "LANGUAGE=c++" : "LANGUAGE=c");
	if (recipes_make(arena, home, &words, &status, err) != 0)
		return -1;
	return status == 0 ? 0
			   : error_set(err, ERROR_FAILED,
				 "the toolchain could not be made; the lines above say why");
}

/* Where nothing here makes toolchains, they are finished ones, which cannot be
 * stale. */
static int
provide_cxx(struct arena *arena, const struct missing_list *list, struct error *err)
{
	struct toolchain toolchain;
	size_t i;

	for (i = 0; i < list->count && list->need_cxx; i++)
		if (toolchain_find(arena, list->items[i].platform, &toolchain, err) != 0 ||
		    toolchain_provide_cxx(arena, &toolchain, err) != 0)
			return -1;
	return 0;
}

/* Everything that ports are made with. */
static int
prepare(struct arena *arena, struct missing_list *list, struct error *err)
{
	const bool made_here = toolchain_is_made_here(arena);
	struct text_list homes = {0};
	size_t i;

	for (i = 0; i < list->count && made_here; i++) {
		const char *home = list->items[i].home;

		if (text_list_has(&homes, home))
			continue;
		text_list_add(&homes, arena, home);
		if (refresh_toolchains(arena, home, list, err) != 0)
			return -1;
	}
	if (!made_here && provide_cxx(arena, list, err) != 0)
		return -1;
	return port_make_choose(&list->rung, err);
}

/* All ports of one platform, each after what it needs. */
static int
build_for(void *context, size_t index, struct build_outcome *outcome, struct error *err)
{
	const struct missing_list *list = context;
	struct arena *arena = &outcome->arena;
	SCOPED(package_root) struct package_root root = {.lock = -1};
	struct toolchain toolchain;
	struct port_making making = {.toolchain = &toolchain, .rung = list->rung};
	size_t i;

	if (toolchain_find(arena, list->items[index].platform, &toolchain, err) != 0 ||
	    port_root_provide(arena, list->items[index].home, &root, err) != 0)
		return -1;
	making.root = root.folder;
	for (i = 0; i < list->set.count; i++) {
		making.port = &list->set.items[i];
		if (port_make(arena, &making, err) != 0)
			return -1;
	}
	return 0;
}

static int
build_missing(struct arena *arena, struct missing_list *list, struct error *err)
{
	struct build_crew crew = {.run = build_for,
	    .context = list,
	    .count = list->count,
	    .jobs = process_processors(),
	    .result_size = 1};
	size_t i, failed = 0;

	if (list->count == 0)
		return 0;
	if (prepare(arena, list, err) != 0)
		return -1;
	build_crew_run(arena, &crew);
	if (error_if_stopped(err) != 0)
		return -1;
	for (i = 0; i < list->count; i++) {
		if (crew.outcomes[i].ok)
			continue;
		log_warning("%s", crew.outcomes[i].err.text);
		list->items[failed++] = list->items[i];
	}
	list->count = failed;
	return failed == 0
	    ? 0
	    : error_set(err, ERROR_FAILED, "%s for %s could not be built; the lines above say why",
		  text_list_join(list->request->names, arena, " "), missing_platforms(arena, list));
}

int
port_build(struct arena *arena, const struct port_request *request, struct error *err)
{
	struct missing_list list;

	return find_all_missing(arena, request, &list, err) != 0 ? -1
								 : build_missing(arena, &list, err);
}

int
port_provide(struct arena *arena, const struct port_request *request, struct error *err)
{
	struct missing_list list;

	if (find_all_missing(arena, request, &list, err) != 0)
		return -1;
	if (list.count > 0)
		log_note("building %s for %s, this once", missing_names(arena, &list),
		    missing_platforms(arena, &list));
	return build_missing(arena, &list, err);
}
