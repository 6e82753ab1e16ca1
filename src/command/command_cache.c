#include "base/json.h"
#include "base/scope.h"
#include "cache/cache_prune.h"
#include "command/command.h"
#include "command/verbs.h"
#include "packages/package_prune.h"
#include "spec/reference.h"
#include "toolchain/toolchain.h"
#include "transport/layout_prune.h"

#include <string.h>

enum { DAY = 24 * 60 * 60 };

struct cache_flags {
	bool json, all;
	const char *most;
};

static const struct flag flags[] = {
    {"all", 0, NULL, "everything", FLAG_SWITCH(struct cache_flags, all), .of = "prune"},
    {"max-size", 0, "SIZE", "down to this (MOTE_CACHE_SIZE, or 5GiB)",
	FLAG_TEXT(struct cache_flags, most), .of = "prune"},
    {"json", 0, NULL, "one JSON object", FLAG_SWITCH(struct cache_flags, json), .of = "show"},
    {0},
};

static json_t *
usage_json(const struct build_cache *cache, const struct cache_usage *usage, uint64_t limit)
{
	json_t *json = json_object(), *kinds = json_object();
	size_t i;

	json_object_set_new(json, "path", json_string(cache->path));
	json_object_set_new(json, "entries", json_integer((json_int_t)usage->entries));
	json_object_set_new(json, "size", json_integer((json_int_t)usage->bytes));
	json_object_set_new(json, "limit", json_integer((json_int_t)limit));
	for (i = 0; i < CACHE_KIND_COUNT; i++) {
		json_t *kind = json_object();

		json_object_set_new(
		    kind, "entries", json_integer((json_int_t)usage->kinds[i].entries));
		json_object_set_new(kind, "size", json_integer((json_int_t)usage->kinds[i].bytes));
		json_object_set_new(kinds, usage->kinds[i].kind, kind);
	}
	json_object_set_new(json, "kinds", kinds);
	return json;
}

static int
open_cache(struct arena *arena, struct build_cache *ret_cache, struct error *err)
{
	build_cache_open(arena, ret_cache);
	if (ret_cache->path != NULL)
		return 0;
	return error_set(err, ERROR_NOT_FOUND,
	    "there is no place for a cache; set HOME, XDG_CACHE_HOME or MOTE_CACHE_DIR to an "
	    "absolute path");
}

static int
show(const struct word_call *call, struct error *err)
{
	const struct cache_flags *own = call->flags;
	struct arena *arena = call->arena;
	struct build_cache cache;
	struct cache_usage usage;
	struct text table;
	uint64_t limit;
	size_t i;

	if (open_cache(arena, &cache, err) != 0 || cache_limit(&limit, err) != 0 ||
	    cache_measure(arena, &cache, &usage, err) != 0)
		return -1;
	if (own->json) {
		SCOPED(json) json_t *json = usage_json(&cache, &usage, limit);

		return command_print(json_pretty(arena, json), err);
	}
	text_init(&table, arena);
	text_printf(&table, "%s\n", cache.path);
	for (i = 0; i < CACHE_KIND_COUNT; i++)
		text_printf(&table, "  %-8s %7llu  %s\n", usage.kinds[i].kind,
		    (unsigned long long)usage.kinds[i].entries,
		    text_size(arena, usage.kinds[i].bytes));
	text_printf(&table, "  %-8s %7llu  %s of %s\n", "all", (unsigned long long)usage.entries,
	    text_size(arena, usage.bytes), text_size(arena, limit));
	return command_print(text_string(&table), err);
}

static int
prune_layouts(struct arena *arena, const char *const *operands, struct error *err)
{
	struct layout_pruned pruned;
	struct reference layout;

	for (; *operands != NULL; operands++) {
		if (reference_parse_source(arena, *operands, &layout, err) != 0)
			return -1;
		if (layout.transport != TRANSPORT_OCI || layout.tag != NULL ||
		    layout.digest.text[0] != '\0')
			return error_set(err, ERROR_USAGE,
			    "\"%s\" is no whole image layout; write \"oci:DIR\"", *operands);
		if (layout_prune(arena, layout.path, &pruned, err) != 0 ||
		    command_print(arena_printf(arena, "removed %zu blobs, %s\n", pruned.blobs,
				      text_size(arena, pruned.bytes)),
			err) != 0)
			return -1;
	}
	return 0;
}

static int
prune_cache(struct arena *arena, const struct cache_flags *own, struct error *err)
{
	struct build_cache cache;
	struct package_pruned packages = {0};
	struct cache_usage freed;
	struct error ignored;
	const char *home;
	uint64_t most = 0;

	if (own->all && own->most != NULL)
		return error_set(err, ERROR_USAGE, "--all and --max-size exclude each other");
	if (open_cache(arena, &cache, err) != 0)
		return -1;
	if (own->most != NULL) {
		if (cache_size_parse(own->most, &most, err) != 0)
			return error_wrap(err, "--max-size");
	} else if (!own->all && cache_limit(&most, err) != 0) {
		return -1;
	}
	/* without a home there are no packages either */
	if (toolchain_home(arena, &home, &ignored) == 0 &&
	    package_prune(arena, home, (uint64_t)PACKAGE_DAYS * DAY, &packages, err) != 0)
		return -1;
	if (cache_prune(arena, &cache, most, &freed, err) != 0)
		return -1;
	return command_print(arena_printf(arena, "removed %llu entries, %s\n",
				 (unsigned long long)freed.entries + packages.entries,
				 text_size(arena, freed.bytes + packages.bytes)),
	    err);
}

static int
prune(const struct word_call *call, struct error *err)
{
	const struct cache_flags *own = call->flags;

	if (call->operand_count == 0)
		return prune_cache(call->arena, own, err);
	if (own->all || own->most != NULL)
		return error_set(err, ERROR_USAGE,
		    "--all and --max-size are for the build cache, not for a layout");
	return prune_layouts(call->arena, call->operands, err);
}

static const struct command_word words[] = {
    {"show", 0, 0, "nothing behind it", NULL, show},
    {"prune", 0, SIZE_MAX, "layouts", "DIR", prune},
    {0},
};

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct cache_flags own = {0};
	const struct flag_group groups[] = {{NULL, NULL, flags, &own}, {0}};

	return command_run_word(self, call, groups, err);
}

const struct command command_cache = {
    .name = "cache",
    .usage = "mote cache show|prune [FLAG...] [oci:DIR...]",
    .summary = "show or prune the results that builds reuse",
    .words = words,
    .run = run,
};
