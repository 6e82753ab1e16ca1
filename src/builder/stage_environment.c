#include "builder/stage_environment.h"

#include "base/path.h"
#include "builder/stage_wrapper.h"

#include <string.h>

/*
 * Small and safe by default. No flag may change what a program does, compared
 * with gcc and GNU ld: tests/toolchain/flags.sh compares programs that each
 * flag could harm.
 *
 *	--gc-sections	drops sections to which nothing refers. A set is found by __start_NAME and
 *			__stop_NAME; lld drops its members, and nostart-stop-gc keeps them, as GNU
 *			ld does. Constructors and notes always stay. An object that is found only by
 *			its place needs the attribute "retain".
 *	--icf=safe	merges equal functions, but none whose address is taken.
 *	relro, now	cost nothing in a static program.
 *	relr		packs relocations. musl's start code reads them since 1.2.4.
 *	stack-size	musl gives threads 128 KiB, glibc 8 MiB. musl takes the size that stands in
 *			the program. The drivers add the flag, so that a build which ignores LDFLAGS
 *			has it too.
 *	-fno-asynchronous-unwind-tables
 *			saves 10 % of a stripped C program, which does not use the tables; -g keeps
 *			them for debuggers. Where C++ is among the sources, exceptions may pass
 *			through functions of C, and the tables stay. A build of `run` must ask for
 *			the tables: mote.yaml(5).
 */
static const char *const default_cflags[] = {
    "-Os", "-g", "-ffunction-sections", "-fdata-sections", "-fstack-protector-strong", NULL};
static const char *const default_ldflags[] = {"-Wl,--gc-sections", "-Wl,-z,nostart-stop-gc",
    "-Wl,--icf=safe", "-Wl,-z,relro,-z,now", "-Wl,--build-id=sha1", "-Wl,--pack-dyn-relocs=relr",
    NULL};

/* On the lower rungs paths are the host's: the compiler writes those of the
 * strict rung instead. */
static void
add_prefix_map(struct text_list *list, const struct stage_context *stage,
    const struct sandbox *sandbox, const char *host, const char *fixed)
{
	const char *inside = sandbox_path(stage->arena, sandbox, host);

	if (strcmp(inside, fixed) != 0)
		text_list_add(list, stage->arena,
		    arena_printf(stage->arena, "-ffile-prefix-map=%s=%s", inside, fixed));
}

/* Where a port is, for the compiler: without a sandbox as on the strict
 * rung. */
static const char *
port_place(const struct stage_context *stage, const struct sandbox *sandbox, const char *name)
{
	const char *folder = sandbox == NULL
	    ? "/ports"
	    : sandbox_path(stage->arena, sandbox, stage->tools.ports_folder);

	return path_join(stage->arena, folder, name);
}

static void
add_port_includes(
    struct text_list *flags, const struct stage_context *stage, const struct sandbox *sandbox)
{
	struct arena *arena = stage->arena;
	size_t i, k;

	for (i = 0; i < stage->tools.ports.count; i++) {
		const struct port *port = &stage->tools.ports.items[i];
		const char *folder =
		    path_join(arena, port_place(stage, sandbox, port->name), "include");

		text_list_add(flags, arena, arena_printf(arena, "-isystem%s", folder));
		for (k = 0; k < port->includes.count; k++)
			text_list_add(flags, arena,
			    arena_printf(arena, "-isystem%s/%s", folder, port->includes.items[k]));
	}
}

/* The ports' folders, with an ending, as lists of folders are written. */
static const char *
port_folders(const struct stage_context *stage, const struct sandbox *sandbox, const char *ending)
{
	struct text_list folders = {0};
	size_t i;

	for (i = 0; i < stage->tools.ports.count; i++)
		text_list_add(&folders, stage->arena,
		    arena_printf(stage->arena, "%s%s",
			port_place(stage, sandbox, stage->tools.ports.items[i].name), ending));
	return text_list_join(&folders, stage->arena, ":");
}

struct text_list
stage_libs(const struct stage_context *stage)
{
	struct text_list libs = {0};
	size_t i;

	for (i = stage->tools.ports.count; i-- > 0;)
		text_list_add_list(&libs, stage->arena, &stage->tools.ports.items[i].libs);
	return libs;
}

struct text_list
stage_driver_libs(const struct stage_context *stage, const struct sandbox *sandbox)
{
	struct arena *arena = stage->arena;
	struct text_list names = spec_linked_ports(arena, &stage->spec->build), libs = {0};
	size_t i, k;

	for (i = 0; i < names.count; i++)
		for (k = 0; k < stage->tools.ports.count; k++)
			if (strcmp(stage->tools.ports.items[k].name, names.items[i]) == 0) {
				text_list_add(&libs, arena,
				    arena_printf(arena, "-L%s/lib",
					port_place(stage, sandbox, names.items[i])));
				text_list_add_list(&libs, arena, &stage->tools.ports.items[k].libs);
			}
	return libs;
}

const char *
stage_stack_flag(const struct stage_context *stage)
{
	uint64_t stack = stage->spec->build.stack;

	return arena_printf(stage->arena, "-Wl,-z,stack-size=%llu",
	    (unsigned long long)(stack > 0 ? stack : STACK_DEFAULT));
}

static const char *
native_flag_in(const char *text)
{
	static const char *const flags[] = {"-march=native", "-mcpu=native", "-mtune=native"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (strstr(text, flags[i]) != NULL)
			return flags[i];
	return NULL;
}

const char *
stage_native_flag(const struct stage_context *stage)
{
	const struct spec_build *build = &stage->spec->build;
	const struct text_list *lists[] = {
	    &build->cflags, &build->ldflags, &build->run, &build->toolchain};
	const char *found = NULL;
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (k = 0; k < lists[i]->count && found == NULL; k++)
			found = native_flag_in(lists[i]->items[k]);
	for (i = 0; i < build->environment.count && found == NULL; i++)
		found = native_flag_in(build->environment.items[i].value);
	return found;
}

struct text_list
stage_cflags(const struct stage_context *stage, const struct sandbox *sandbox)
{
	struct text_list flags = {0};

	text_list_add_words(&flags, stage->arena, default_cflags);
	text_list_add(&flags, stage->arena,
	    stage->has_cxx ? "-fasynchronous-unwind-tables" : "-fno-asynchronous-unwind-tables");
	if (stage->spec->build.link == LINK_STATIC)
		text_list_add(&flags, stage->arena, "-fno-PIE");
	if (sandbox != NULL) {
		add_prefix_map(&flags, stage, sandbox, stage->place.folder, stage->spec->build.at);
		add_prefix_map(
		    &flags, stage, sandbox, stage_work_path(&stage->place, "build"), "/build");
		add_prefix_map(&flags, stage, sandbox, stage->tools.toolchain.folder, "/toolchain");
		if (stage->tools.ports.count > 0)
			add_prefix_map(&flags, stage, sandbox, stage->tools.ports_folder, "/ports");
	}
	add_port_includes(&flags, stage, sandbox);
	text_list_add_list(&flags, stage->arena, &stage->spec->build.cflags);
	return flags;
}

struct text_list
stage_ldflags(const struct stage_context *stage, const struct sandbox *sandbox)
{
	struct text_list flags = {0};
	size_t i;

	/* the drivers link static-pie unless told otherwise */
	if (stage->spec->build.link == LINK_STATIC)
		text_list_add(&flags, stage->arena, "-static");
	/* a foreign toolchain's driver has those that its linker takes */
	if (stage->tools.toolchain.foreign == NULL)
		text_list_add_words(&flags, stage->arena, default_ldflags);
	for (i = 0; i < stage->tools.ports.count; i++)
		text_list_add(&flags, stage->arena,
		    arena_printf(stage->arena, "-L%s/lib",
			port_place(stage, sandbox, stage->tools.ports.items[i].name)));
	text_list_add_list(&flags, stage->arena, &stage->spec->build.ldflags);
	return flags;
}

/* Tools are told by name, not by path: PATH finds them, and no path gets into
 * what a project records. */
static void
set_tools(struct pairs *pairs, const struct stage_context *stage, const char *toolchain)
{
	const struct toolchain_variable *variable;

	for (variable = toolchain_tools; variable->name != NULL; variable++)
		pairs_set(pairs, stage->arena, variable->name, variable->value);
	for (variable = toolchain_sandbox_tools; variable->name != NULL; variable++)
		pairs_set(pairs, stage->arena, variable->name, variable->value);
	for (variable = toolchain_files; variable->name != NULL; variable++)
		pairs_set(pairs, stage->arena, variable->name,
		    path_join(stage->arena, toolchain, variable->value));
	pairs_set(pairs, stage->arena, "MOTE_TRIPLE", stage->tools.toolchain.platform->triple);
}

const char *const *
stage_environment(const struct stage_context *stage, const struct sandbox *sandbox)
{
	struct arena *arena = stage->arena;
	const char *toolchain = sandbox_path(arena, sandbox, stage->tools.toolchain.folder),
		   *build = sandbox_path(arena, sandbox, stage_work_path(&stage->place, "build"));
	struct text_list cflags = stage_cflags(stage, sandbox),
			 ldflags = stage_ldflags(stage, sandbox),
			 libs = stage_driver_libs(stage, sandbox), includes = {0}, lines = {0};
	const struct pairs *more = &stage->spec->build.environment;
	struct pairs pairs = {0};
	size_t i;

	pairs_set(&pairs, arena, "PATH", arena_printf(arena, "%s/bin:/usr/bin:/bin", toolchain));
	pairs_set(&pairs, arena, "HOME", path_join(arena, build, "home"));
	pairs_set(&pairs, arena, "LANG", "C.UTF-8");
	pairs_set(&pairs, arena, "LC_ALL", "C.UTF-8");
	pairs_set(&pairs, arena, "TZ", "UTC");
	pairs_set(&pairs, arena, "TMPDIR",
	    sandbox_path(arena, sandbox, stage_work_path(&stage->place, "tmp")));
	pairs_set(&pairs, arena, "SOURCE_DATE_EPOCH",
	    arena_printf(arena, "%lld", (long long)stage->spec->image.created));
	pairs_set(&pairs, arena, "DESTDIR", path_join(arena, build, "root"));
	pairs_set(&pairs, arena, "CFLAGS", text_list_join(&cflags, arena, " "));
	pairs_set(&pairs, arena, "CXXFLAGS", text_list_join(&cflags, arena, " "));
	pairs_set(&pairs, arena, "LDFLAGS", text_list_join(&ldflags, arena, " "));
	/* a configure script looks for headers with the preprocessor, to which
	 * it gives CPPFLAGS and not CFLAGS */
	add_port_includes(&includes, stage, sandbox);
	if (includes.count > 0)
		pairs_set(&pairs, arena, "CPPFLAGS", text_list_join(&includes, arena, " "));
	set_tools(&pairs, stage, toolchain);
	stage_root_variables(stage, &pairs);
	if (libs.count > 0)
		pairs_set(&pairs, arena, "MOTE_LIBS", text_list_join(&libs, arena, " "));
	if (stage->spec->build.stack > 0)
		pairs_set(&pairs, arena, "MOTE_STACK",
		    arena_printf(arena, "%llu", (unsigned long long)stage->spec->build.stack));
	if (stage->tools.ports.count > 0) {
		pairs_set(&pairs, arena, "PKG_CONFIG_LIBDIR",
		    port_folders(stage, sandbox, "/lib/pkgconfig"));
		pairs_set(&pairs, arena, "CMAKE_PREFIX_PATH", port_folders(stage, sandbox, ""));
	}
	stage_wrapper_variables(stage, sandbox, &pairs);
	for (i = 0; i < more->count; i++)
		pairs_set(&pairs, arena, more->items[i].key, more->items[i].value);
	for (i = 0; i < pairs.count; i++)
		text_list_add(&lines, arena,
		    arena_printf(arena, "%s=%s", pairs.items[i].key, pairs.items[i].value));
	text_list_add(&lines, arena, NULL);
	return lines.items;
}
