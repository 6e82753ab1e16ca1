#include "base/json.h"
#include "base/path.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/verbs.h"
#include "spec/spec_set.h"
#include "toolchain/port.h"
#include "toolchain/port_build.h"
#include "toolchain/toolchain_install.h"

#include <string.h>

enum { LICENSE_WIDTH = 39 };

struct ports_flags {
	bool json;
	struct spec spec; /* its platforms */
};

static int
set_platform(void *context, const struct flag_value *value, struct error *err)
{
	return spec_set_platform(
	    &((struct ports_flags *)context)->spec, value->arena, value->text, err);
}

static const struct flag flags[] = {
    {"platform", 'p', "PLATFORM", "linux/arm64,amd64,... or all (the host's)", .set = set_platform},
    {"json", 0, NULL, "print JSON", FLAG_SWITCH(struct ports_flags, json), .of = "list info"},
    {0},
};

/* The ports that a word is about. */
struct ports_request {
	struct arena *arena;
	const struct ports_flags *own;
	struct text_list names;
};

static struct ports_request
request_of(const struct word_call *call)
{
	struct ports_request request = {.arena = call->arena, .own = call->flags};
	size_t i;

	for (i = 0; i < call->operand_count; i++)
		text_list_add(&request.names, call->arena, call->operands[i]);
	return request;
}

/* On which of the platforms asked for, else of all, it is built and current. */
static int
built_for(struct ports_request *request, const struct port *port, struct text_list *ret_targets,
    struct error *err)
{
	const struct spec *spec = &request->own->spec;
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
find_ports(struct ports_request *request, struct port_set *ret_ports, struct error *err)
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
print_ports(struct ports_request *request,
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
		if (request->own->json)
			json_array_append_new(rows, port_json(&ports.items[i], &targets));
		else
			add(&text, &ports.items[i], &targets);
	}
	return command_print(
	    request->own->json ? json_pretty(request->arena, rows) : text_string(&text), err);
}

static int
list(const struct word_call *call, struct error *err)
{
	struct ports_request request = request_of(call);

	return port_names(request.arena, &request.names, err) != 0
	    ? -1
	    : print_ports(&request, add_row, err);
}

static int
info(const struct word_call *call, struct error *err)
{
	struct ports_request request = request_of(call);

	return print_ports(&request, add_description, err);
}

static int
build(const struct word_call *call, struct error *err)
{
	struct ports_request request = request_of(call);
	const struct platform *host = platform_host();
	const struct spec *spec = &request.own->spec;
	const struct platform *const *platforms =
	    spec->platform_count > 0 ? spec->platforms : &host;
	size_t count = spec->platform_count > 0 ? spec->platform_count : 1;
	const struct port_request wanted = {&request.names, platforms, count};
	struct port_set ports;

	/* an unknown name is no reason to make a toolchain */
	if (find_ports(&request, &ports, err) != 0 ||
	    toolchain_provide(request.arena, platforms, count, err) != 0)
		return -1;
	return port_build(request.arena, &wanted, err);
}

/* A library stands before those that it needs. */
static char *
flags_of(struct arena *arena, const struct port_set *ports, const struct toolchain *toolchain)
{
	const char *all = port_folder(arena, toolchain);
	struct text_list words = {0};
	size_t i, k;

	for (i = 0; i < ports->count; i++) {
		const struct port *port = &ports->items[i];
		const char *folder = path_join(arena, all, port->name);

		text_list_add(&words, arena, arena_printf(arena, "-isystem %s/include", folder));
		for (k = 0; k < port->includes.count; k++)
			text_list_add(&words, arena,
			    arena_printf(
				arena, "-isystem %s/include/%s", folder, port->includes.items[k]));
		text_list_add(&words, arena, arena_printf(arena, "-L%s/lib", folder));
	}
	for (i = ports->count; i-- > 0;)
		text_list_add_list(&words, arena, &ports->items[i].libs);
	return text_list_join(&words, arena, " ");
}

static int
print_flags(const struct word_call *call, struct error *err)
{
	struct ports_request request = request_of(call);
	const struct spec *spec = &request.own->spec;
	const struct platform *platform =
	    spec->platform_count > 0 ? spec->platforms[0] : platform_host();
	const struct port_request wanted = {&request.names, &platform, 1};
	struct arena *arena = request.arena;
	struct toolchain toolchain;
	struct port_set ports = {0};

	if (spec->platform_count > 1)
		return error_set(err, ERROR_USAGE,
		    "the flags of each platform are others; give one with --platform");
	if (port_find(arena, &request.names, &ports, err) != 0 ||
	    toolchain_provide(arena, &platform, 1, err) != 0 ||
	    port_provide(arena, &wanted, err) != 0 ||
	    toolchain_find(arena, platform, &toolchain, err) != 0)
		return -1;
	return command_print(arena_printf(arena, "%s\n", flags_of(arena, &ports, &toolchain)), err);
}

static const struct command_word words[] = {
    {"list", 0, 0, "nothing behind it", NULL, list},
    {"info", 1, SIZE_MAX, "names: mote ports info zlib", "PORT", info},
    {"build", 1, SIZE_MAX, "names: mote ports info zlib", "PORT", build},
    {"flags", 1, SIZE_MAX, "names: mote ports flags zlib", "PORT", print_flags},
    {0},
};

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct ports_flags own = {0};
	const struct flag_group groups[] = {{NULL, NULL, flags, &own}, {0}};

	return command_run_word(self, call, groups, err);
}

const struct command command_ports = {
    .name = "ports",
    .usage = "mote ports list|info|build|flags [FLAG...] [NAME...]",
    .summary = "static libraries that a build can ask for",
    .words = words,
    .run = run,
};
