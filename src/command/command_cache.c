#include "base/json.h"
#include "base/scope.h"
#include "cache/cache_prune.h"
#include "command/command.h"
#include "command/verbs.h"
#include "spec/reference.h"
#include "transport/layout_prune.h"

#include <string.h>

struct options {
	bool json, all;
	const char *most;
};

static int
take_json(
    void *options, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct options *)options)->json = true;
	return 0;
}

static int
take_all(
    void *options, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct options *)options)->all = true;
	return 0;
}

static int
take_size(void *options, struct arena *arena UNUSED, const char *text, struct error *err UNUSED)
{
	((struct options *)options)->most = text;
	return 0;
}

static const struct flag flags[] = {
    {"all", 0, NULL, "prune: everything", take_all},
    {"max-size", 0, "SIZE", "prune: down to this (MOTE_CACHE_SIZE, or 5GiB)", take_size},
    {"json", 0, NULL, "show: one JSON object", take_json},
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
show(struct arena *arena, const struct build_cache *cache, bool as_json, struct error *err)
{
	struct cache_usage usage;
	struct text table;
	uint64_t limit;
	size_t i;

	if (cache_limit(&limit, err) != 0 || cache_measure(arena, cache, &usage, err) != 0)
		return -1;
	if (as_json) {
		SCOPED(json) json_t *json = usage_json(cache, &usage, limit);

		return command_print(json_pretty(arena, json), err);
	}
	text_init(&table, arena);
	text_printf(&table, "%s\n", cache->path);
	for (i = 0; i < CACHE_KIND_COUNT; i++)
		text_printf(&table, "  %-8s %7llu  %s\n", usage.kinds[i].kind,
		    (unsigned long long)usage.kinds[i].entries,
		    text_size(arena, usage.kinds[i].bytes));
	text_printf(&table, "  %-8s %7llu  %s of %s\n", "all", (unsigned long long)usage.entries,
	    text_size(arena, usage.bytes), text_size(arena, limit));
	return command_print(text_string(&table), err);
}

static int
prune(struct arena *arena, const struct build_cache *cache, const struct options *options,
    struct error *err)
{
	struct cache_usage freed;
	uint64_t most = 0;

	if (options->all && options->most != NULL)
		return error_set(err, ERROR_USAGE, "--all and --max-size exclude each other");
	if (options->most != NULL) {
		if (cache_size_parse(options->most, &most, err) != 0)
			return error_wrap(err, "--max-size");
	} else if (!options->all && cache_limit(&most, err) != 0) {
		return -1;
	}
	if (cache_prune(arena, cache, most, &freed, err) != 0)
		return -1;
	return command_print(arena_printf(arena, "removed %llu entries, %s\n",
				 (unsigned long long)freed.entries, text_size(arena, freed.bytes)),
	    err);
}

static int
prune_layouts(struct arena *arena, const struct options *options, const char *const *operands,
    struct error *err)
{
	struct layout_pruned pruned;
	struct reference layout;

	if (options->all || options->most != NULL || options->json)
		return error_set(err, ERROR_USAGE,
		    "--all, --max-size and --json are for the build cache, not for a layout");
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
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct options options = {0};
	const struct flag_group groups[] = {{NULL, flags, &options}, {0}};
	struct build_cache cache;
	struct flag_result result;
	const char *what;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (result.operand_count > 1 && strcmp(result.operands[0], "prune") == 0)
		return prune_layouts(call->arena, &options, result.operands + 1, err);
	what = result.operand_count == 1 ? result.operands[0] : "";
	if (strcmp(what, "show") != 0 && strcmp(what, "prune") != 0)
		return error_set(err, ERROR_USAGE, "cache wants one of: show, prune");
	if (options.json && strcmp(what, "show") != 0)
		return error_set(err, ERROR_USAGE, "--json is for \"cache show\"");
	if ((options.all || options.most != NULL) && strcmp(what, "prune") != 0)
		return error_set(err, ERROR_USAGE, "--all and --max-size are for \"cache prune\"");
	build_cache_open(call->arena, &cache);
	if (cache.path == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "there is no place for a cache; set HOME, XDG_CACHE_HOME or MOTE_CACHE_DIR to an "
		    "absolute path");
	return strcmp(what, "show") == 0 ? show(call->arena, &cache, options.json, err)
					 : prune(call->arena, &cache, &options, err);
}

const struct command command_cache = {
    .name = "cache",
    .usage = "mote cache show|prune [FLAG...] [oci:DIR...]",
    .summary = "show or prune what builds need not make again",
    .run = run,
};
