#include "builder/foreign_drivers.h"

#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/stop_signal.h"
#include "base/template.h"
#include "builder/stage_environment.h"
#include "builder/stage_sandbox.h"
#include "elf/elf_policy.h"
#include "elf/elf_table.h"
#include "toolchain/target.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_LIMIT = 64 << 10, SHOWN_WORDS = 300 };

#define HARDENED " -Wl,-z,relro,-z,now -Wl,--build-id=sha1"
#define OF_ALL "-Wl,--gc-sections" HARDENED
#define KEEP_SETS " -Wl,-z,nostart-stop-gc"

/*
 * Flags for the linkers of a family, best first. They are mote's own flags
 * (stage_environment.c) with two exceptions. Relocations are not packed: the
 * user's toolchain may have a musl before
 * 1.2.4, whose start code cannot read packed ones. -z nostart-stop-gc, which keeps sets, is tried
 * second with GNU ld, which keeps sets by itself and before 2.37 warns that it
 * ignores the flag. zig does not take the flag, and its linker drops sets when
 * it collects sections: so the second try does not collect them.
 */
static const char *const link_flags[][5] = {
    [FOREIGN_GCC] = {OF_ALL, (OF_ALL KEEP_SETS), "", NULL},
    [FOREIGN_CLANG] = {"-fuse-ld=lld " OF_ALL KEEP_SETS " -Wl,--icf=safe", OF_ALL, "", NULL},
    [FOREIGN_ZIG] = {OF_ALL, ("-Wl,--no-gc-sections" HARDENED), "", NULL},
};

/* The set of the probe program. When a linker drops it, that linker must not
 * collect sections. */
#define PROBE_SET "mote_probe_set"
static const char probe_source[] =
    "#include <stdio.h>\n"
    "static const int item __attribute__((used, section(\"" PROBE_SET "\"))) = 1;\n"
    "extern const int __start_" PROBE_SET "[] __attribute__((weak));\n"
    "int main(void) { return puts(__start_" PROBE_SET " ? \"static\" : \"\") < 0; }\n";

struct way {
	const char *kind, *flags;
};

static const char *
driver_path(const struct stage_context *stage, const char *name)
{
	return arena_printf(stage->arena, "%s/bin/%s", stage->tools.toolchain.folder, name);
}

static int
write_driver(
    const struct stage_context *stage, const char *name, const char *text, struct error *err)
{
	const char *link = driver_path(stage,
	    arena_printf(stage->arena, "%s-%s", stage->tools.toolchain.platform->triple, name));

	if (file_write(driver_path(stage, name), text, strlen(text), 0755, err) != 0)
		return -1;
	return symlink(name, link) == 0 ? 0 : error_errno(err, "cannot make \"%s\"", link);
}

static int
write_drivers(const struct stage_context *stage, struct error *err)
{
	static const char *const drivers[][2] = {
	    {"cc", "cc"}, {"c++", "cc"}, {"cpp", "cpp"}, {"pkg-config", "pkg-config"}};
	const struct foreign_toolchain *foreign = stage->tools.toolchain.foreign;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(drivers); i++) {
		const char *name = arena_printf(stage->arena, "builder/foreign/%s", drivers[i][1]);

		if (write_driver(stage, drivers[i][0], template_find(name)->bytes, err) != 0)
			return -1;
	}
	for (i = 0; i < FOREIGN_TOOL_COUNT; i++)
		if (foreign->tools[i] != NULL &&
		    write_driver(stage, foreign_tool_names[i],
			arena_printf(
			    stage->arena, "#!/bin/sh\nexec %s \"$@\"\n", foreign->tools[i]),
			err) != 0)
			return -1;
	return 0;
}

/* Replaces "@NAME@", as toolchain/build does when it writes these files for its
 * own compilers. */
static const char *
fill_in(struct arena *arena, const char *text, const char *name, const char *value)
{
	const char *found;
	struct text filled;

	text_init(&filled, arena);
	for (; (found = strstr(text, name)) != NULL; text = found + strlen(name)) {
		text_append(&filled, text, (size_t)(found - text));
		text_add(&filled, value);
	}
	text_add(&filled, text);
	return text_string(&filled);
}

/* Writes the files for cmake, meson and configure scripts. Where they look for
 * libraries is the command's sysroot, or nothing: never the host's. */
static int
write_cross_files(const struct stage_context *stage, struct error *err)
{
	static const char *const files[] = {"toolchain.cmake", "meson.cross", "config.site"};
	static const char *const blanks[][2] = {{"@TRIPLE@", "triple"}, {"@MACHINE@", "machine"},
	    {"@FAMILY@", "family"}, {"@ENDIAN@", "endian"}};
	const struct platform *platform = stage->tools.toolchain.platform;
	struct arena *arena = stage->arena;
	const char *sysroot = stage->tools.toolchain.foreign->sysroot,
		   *place = path_join(arena, stage->tools.toolchain.folder, "sysroot");
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		const char *text =
		    template_find(arena_printf(arena, "builder/foreign/%s", files[i]))->bytes;

		for (k = 0; k < ARRAY_SIZE(blanks); k++)
			text = fill_in(
			    arena, text, blanks[k][0], target_value(arena, platform, blanks[k][1]));
		if (file_write(path_join(arena, stage->tools.toolchain.folder, files[i]), text,
			strlen(text), 0644, err) != 0)
			return -1;
	}
	if (sysroot != NULL ? symlink(sysroot, place) != 0 : mkdir(place, 0755) != 0)
		return error_errno(err, "cannot make \"%s\"", place);
	return 0;
}

/* Writes the file that the drivers read, for this way of linking. */
static int
write_target(const struct stage_context *stage, const struct way *way, struct error *err)
{
	const struct foreign_toolchain *foreign = stage->tools.toolchain.foreign;
	bool is_pie = strcmp(way->kind, "-static-pie") == 0;
	const char *text =
	    arena_printf(stage->arena, "cc='%s'\ncxx='%s'\nkind='%s'\npie='%s'\nlink_flags='%s'\n",
		foreign->cc, foreign->cxx, way->kind, is_pie ? "-fPIE" : "", way->flags);

	return file_write(path_join(stage->arena, stage->tools.toolchain.folder, "target"), text,
	    strlen(text), 0644, err);
}

/* With the flags of the build, for which zig then has its libc. 0 when the
 * driver links; else `err` has what the compiler said first. */
static int
link_probe(const struct stage_context *stage, struct error *err)
{
	static const char *const arguments[] = {
	    "/bin/sh", "-c", "exec cc $CFLAGS -o probe probe.c >probe.words 2>&1", NULL};
	struct sandbox sandbox = stage_sandbox(stage);
	struct text words;
	struct error ignored;
	const char *said;
	int status;

	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder =
	    sandbox_path(stage->arena, &sandbox, stage_work_path(&stage->place, "build"));
	if (sandbox_run(stage->arena, &sandbox, arguments, &status, err) != 0)
		return -1;
	if (status == 0 && !beneath_is_file(stage_work_file(&stage->place, "build/probe")))
		return error_set(err, ERROR_FAILED, "it says that it links, and makes no file");
	if (status == 0)
		return 0;
	if (beneath_read(stage->arena, stage_work_file(&stage->place, "build/probe.words"),
		WORDS_LIMIT, &words, &ignored) != 0 ||
	    words.length == 0)
		return error_set(err, ERROR_FAILED, "it exited with status %d", status);
	said = text_visible(stage->arena,
	    arena_copy(stage->arena, words.bytes, strcspn(text_string(&words), "\n")));
	return error_set(err, ERROR_FAILED, "it says: %.*s", SHOWN_WORDS, said);
}

/* Checks that the linked probe is the executable that was asked for.
 * `*ret_keeps_sets`: its set has its members. */
static int
prove_probe(const struct stage_context *stage, const struct way *way, bool *ret_keeps_sets,
    struct error *err)
{
	const struct named_elf subject = {stage_work_path(&stage->place, "build/probe"),
	    arena_printf(stage->arena, "what %s links", stage->tools.toolchain.foreign->called)};
	const struct platform *found;
	SCOPED(elf_file) struct elf_file elf = {0};

	if (elf_policy_check_path(
		stage->arena, &subject, stage->tools.toolchain.platform, &found, err) != 0 ||
	    elf_open(stage->arena, subject.path, subject.name, &elf, err) != 0)
		return -1;
	if (strcmp(way->kind, "-static-pie") == 0 && elf.type != ET_DYN)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" has a fixed address, though it was asked for a static-pie one; say link: static",
		    subject.name);
	*ret_keeps_sets = elf_table_section(&elf, PROBE_SET) != NULL;
	return 0;
}

/* Tries the family's flags with one kind of executable; false with `why`: none
 * will do. A refused executable would be refused with fewer flags, too. */
static bool
find_flags(const struct stage_context *stage, struct way *way, struct error *why)
{
	const char *const *flags = link_flags[stage->tools.toolchain.foreign->family];
	bool keeps_sets;

	for (; *flags != NULL; flags++) {
		way->flags = **flags == '\0'
		    ? ""
		    : arena_printf(stage->arena, "%s %s", *flags, stage_stack_flag(stage));
		if (write_target(stage, way, why) != 0)
			return false;
		if (link_probe(stage, why) == 0) {
			if (prove_probe(stage, way, &keeps_sets, why) != 0)
				return false;
			if (keeps_sets)
				return true;
			(void)error_set(why, ERROR_FAILED,
			    "its linker drops sections that are found by \"__start_NAME\"");
		}
		if (stop_signal() != 0)
			return false;
	}
	return false;
}

static int
find_way(const struct stage_context *stage, struct error *err)
{
	static const char *const files[] = {"build/probe", "build/probe.c", "build/probe.words"};
	enum link_kind wanted = stage->spec->build.link;
	struct error why = {.kind = ERROR_FAILED};
	struct way way = {.kind = "-static-pie"};
	bool found;
	size_t i;

	if (file_write(stage_work_path(&stage->place, files[1]), probe_source, strlen(probe_source),
		0644, err) != 0)
		return -1;
	found = wanted != LINK_STATIC && find_flags(stage, &way, &why);
	if (!found && wanted != LINK_STATIC_PIE) {
		way.kind = "-static";
		found = find_flags(stage, &way, &why);
	}
	if (error_if_stopped(err) != 0)
		return -1;
	if (!found)
		return error_set(err, why.kind,
		    "the toolchain \"%s\" makes no static executable for %s: %s",
		    stage->tools.toolchain.foreign->called, stage->tools.toolchain.platform->name,
		    why.text);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		unlink(stage_work_path(&stage->place, files[i]));
	log_detail("%s links with %s %s", stage->tools.toolchain.compiler, way.kind, way.flags);
	return 0;
}

int
foreign_drivers_make(struct stage_context *stage, struct error *err)
{
	stage->tools.toolchain.folder = stage_work_path(&stage->place, "toolchain");
	if (mkdir(stage->tools.toolchain.folder, 0755) != 0 ||
	    mkdir(path_join(stage->arena, stage->tools.toolchain.folder, "bin"), 0755) != 0)
		return error_errno(err, "cannot make \"%s\"", stage->tools.toolchain.folder);
	if (write_drivers(stage, err) != 0 || write_cross_files(stage, err) != 0)
		return -1;
	return find_way(stage, err);
}
