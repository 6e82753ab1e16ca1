#include "base/json.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/verbs.h"
#include "spec/spec_set.h"
#include "toolchain/port.h"
#include "toolchain/port_build.h"
#include "toolchain/toolchain_install.h"

#include <string.h>

enum { LICENSE_WIDTH = 39 };

struct options {
	bool json;
	struct spec spec; /* its platforms */
};

static int
take_json(
    void *options, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct options *)options)->json = true;
	return 0;
}

static int
take_platform(void *options, struct arena *arena, const char *text, struct error *err)
{
	return spec_set_platform(&((struct options *)options)->spec, arena, text, err);
}

static const struct flag flags[] = {
    {"platform", 'p', "LIST", "linux/arm64,amd64,... or all (the host's)", take_platform},
    {"json", 0, NULL, "list, info: JSON", take_json},
    {0},
};

/* What follows the word: the ports it is about. */
struct request {
	struct arena *arena;
	const struct options *options;
	struct text_list names;
};

/* On which of the platforms asked for, else of all, it is built and current. */
static int
built_for(struct request *request, const struct port *port, struct text_list *ret_targets,
    struct error *err)
{
	const struct spec *spec = &request->options->spec;
	const struct platform *const *platforms =
	    spec->platform_count > 0 ? spec->platforms : platform_all();
	struct text_list targets = {0};
	struct toolchain toolchain;
	struct port_state state;
	struct error ignored;
	size_t i;

	for (i = 0; spec->platform_count > 0 ? i < spec->platform_count : platforms[i] != NULL;
	    i++) {
		if (toolchain_find(request->arena, platforms[i], &toolchain, &ignored) != 0)
			continue;
		if (port_state(request->arena, &toolchain, port, &state, err) != 0)
			return -1;
		if (state.built)
			text_list_add(&targets, request->arena, platforms[i]->target);
	}
	*ret_targets = targets;
	return 0;
}

static json_t *
texts_json(const struct text_list *texts)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < texts->count; i++)
		json_array_append_new(json, json_string(texts->items[i]));
	return json;
}

static json_t *
port_json(const struct port *port, const struct text_list *targets)
{
	json_t *json = json_object();

	json_object_set_new(json, "name", json_string(port->name));
	json_object_set_new(json, "version", json_string(port->version));
	json_object_set_new(json, "license", json_string(port->license));
	json_object_set_new(json, "homepage", json_string(port->homepage));
	json_object_set_new(json, "depends", texts_json(&port->depends));
	json_object_set_new(json, "libs", texts_json(&port->libs));
	json_object_set_new(json, "built", texts_json(targets));
	return json;
}

/* The ports named and no others, in that order. */
static int
find_ports(struct request *request, struct port_set *ret_ports, struct error *err)
{
	struct port_set all = {0}, ports = {0};
	size_t i, k;

	if (port_find(request->arena, &request->names, &all, err) != 0)
		return -1;
	ports.items = arena_array(request->arena, request->names.count, sizeof(*ports.items));
	for (i = 0; i < request->names.count; i++)
		for (k = 0; k < all.count; k++)
			if (strcmp(all.items[k].name, request->names.items[i]) == 0)
				ports.items[ports.count++] = all.items[k];
	*ret_ports = ports;
	return 0;
}

static void
add_row(struct text *table, const struct port *port, const struct text_list *targets)
{
	char *built = text_list_join(targets, table->arena, " ");

	text_printf(table, "%-14s %-26s %-*s%s\n", port->name, port->version,
	    built[0] == '\0' ? 0 : LICENSE_WIDTH, port->license, built);
}

static void
add_description(struct text *text, const struct port *port, const struct text_list *targets)
{
	struct arena *arena = text->arena;

	text_printf(text, "%s %s\n  license   %s\n  homepage  %s\n", port->name, port->version,
	    port->license, port->homepage);
	if (port->depends.count > 0)
		text_printf(text, "  needs     %s\n", text_list_join(&port->depends, arena, " "));
	text_printf(text, "  links     %s\n", text_list_join(&port->libs, arena, " "));
	text_printf(text, "  built     %s\n",
	    targets->count == 0 ? "for no target yet" : text_list_join(targets, arena, " "));
}

static int
print_ports(struct request *request,
    void (*add)(struct text *, const struct port *, const struct text_list *), struct error *err)
{
	SCOPED(json) json_t *rows = json_array();
	struct port_set ports;
	struct text_list targets;
	struct text text;
	size_t i;

	if (find_ports(request, &ports, err) != 0)
		return -1;
	text_init(&text, request->arena);
	for (i = 0; i < ports.count; i++) {
		if (built_for(request, &ports.items[i], &targets, err) != 0)
			return -1;
		if (request->options->json)
			json_array_append_new(rows, port_json(&ports.items[i], &targets));
		else
			add(&text, &ports.items[i], &targets);
	}
	return command_print(
	    request->options->json ? json_pretty(request->arena, rows) : text_string(&text), err);
}

static int
list(struct request *request, struct error *err)
{
	return port_names(request->arena, &request->names, err) != 0
	    ? -1
	    : print_ports(request, add_row, err);
}

static int
info(struct request *request, struct error *err)
{
	return print_ports(request, add_description, err);
}

static int
build(struct request *request, struct error *err)
{
	const struct platform *host = platform_host();
	const struct spec *spec = &request->options->spec;
	const struct platform *const *platforms =
	    spec->platform_count > 0 ? spec->platforms : &host;
	size_t count = spec->platform_count > 0 ? spec->platform_count : 1;
	const struct port_request wanted = {&request->names, platforms, count};
	struct port_set ports;

	/* an unknown name is no reason to make a toolchain */
	if (find_ports(request, &ports, err) != 0 ||
	    toolchain_provide(request->arena, platforms, count, err) != 0)
		return -1;
	return port_build(request->arena, &wanted, err);
}

static const struct {
	const char *name;
	bool wants_names;
	int (*run)(struct request *request, struct error *err);
} words[] = {{"list", false, list}, {"info", true, info}, {"build", true, build}};

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct options options = {0};
	const struct flag_group groups[] = {{NULL, flags, &options}, {0}};
	struct request request = {.arena = call->arena, .options = &options};
	struct flag_result result;
	size_t i, k;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	for (i = 0; i < ARRAY_SIZE(words) && result.operand_count > 0; i++) {
		if (strcmp(words[i].name, result.operands[0]) != 0)
			continue;
		if (words[i].wants_names != (result.operand_count > 1))
			return error_set(err, ERROR_USAGE, "ports %s wants %s", words[i].name,
			    words[i].wants_names ? "names: mote ports info zlib"
						 : "nothing behind it");
		for (k = 1; k < result.operand_count; k++)
			text_list_add(&request.names, call->arena, result.operands[k]);
		return words[i].run(&request, err);
	}
	return error_set(err, ERROR_USAGE, "ports wants one of: list, info, build");
}

const struct command command_ports = {
    .name = "ports",
    .usage = "mote ports list|info|build [FLAG...] [NAME...]",
    .summary = "static libraries that a build can ask for",
    .run = run,
};
