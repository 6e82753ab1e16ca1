#include "toolchain/foreign_toolchain.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/template.h"
#include "cache/folder_digest.h"
#include "sources/compile_flags.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const foreign_tool_names[FOREIGN_TOOL_COUNT] = {
    "ar", "ranlib", "nm", "strip", "objcopy", "objdump", "readelf"};

/* A search, and the parts that it has found. */
struct search {
	struct arena *arena;
	const struct foreign_request *request;
	struct foreign_toolchain *found;
	struct text_list words; /* of the command; the first is the compiler's path */
	const char *real; /* the same without links */
	const char *folder, *stem, *suffix; /* "/opt/x/bin", "x86_64-linux-musl-", "-12" */
	const char *version; /* "12.2.0" */
};

/* Below /usr, or in a folder that a merged /usr has beside it. */
static bool
is_of_system(const char *path)
{
	return text_starts_with(path, "/usr/") || text_starts_with(path, "/bin/") ||
	    text_starts_with(path, "/lib");
}

static bool
is_of_packages(const char *path)
{
	return is_of_system(path) && !text_starts_with(path, "/usr/local/");
}

/* The command is written into shell scripts. */
static int
check_words(const struct text_list *words, struct error *err)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_./+=,:@%-";
	size_t i;

	if (words->count == 0)
		return error_set(err, ERROR_USAGE, "there is no toolchain's command");
	for (i = 0; i < words->count; i++)
		if (words->items[i][strspn(words->items[i], plain)] != '\0')
			return error_set(err, ERROR_USAGE,
			    "\"%s\" cannot be part of a toolchain's command; there are letters, digits and "
			    "_./+=,:@%%- in it",
			    words->items[i]);
	return 0;
}

/* The words of the command, "${triple}" replaced. */
static void
expand_words(struct search *search)
{
	static const char variable[] = "${triple}";
	const struct text_list *command = search->request->command;
	const char *triple = search->request->platform->triple, *at, *found;
	size_t i;

	for (i = 0; i < command->count; i++) {
		struct text word;

		text_init(&word, search->arena);
		for (at = command->items[i]; (found = strstr(at, variable)) != NULL;
		    at = found + strlen(variable)) {
			text_append(&word, at, (size_t)(found - at));
			text_add(&word, triple);
		}
		text_add(&word, at);
		text_list_add(&search->words, search->arena, text_string(&word));
	}
}

/* The compiler's path instead of its name. */
static int
find_compiler(struct search *search, struct error *err)
{
	const char *name = search->words.items[0], *path = process_find(search->arena, name);
	SCOPED(heap) char *here = NULL;
	SCOPED(heap) char *real = NULL;

	if (path == NULL && strchr(name, '/') == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "the compiler \"%s\" is not in PATH; install it, or name its path", name);
	if (path == NULL && !file_exists(name))
		return error_set(err, ERROR_NOT_FOUND, "there is no compiler \"%s\"", name);
	if (path == NULL || file_is_folder(path))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" cannot be executed; name a compiler, as in CC", name);
	here = realpath(".", NULL);
	real = realpath(path, NULL);
	if (here == NULL || real == NULL)
		return error_errno(err, "cannot open \"%s\"", path);
	search->words.items[0] = path_clean(search->arena, path_join(search->arena, here, path));
	search->real = arena_strdup(search->arena, real);
	search->folder = path_folder(search->arena, search->words.items[0]);
	return 0;
}

static void
show(struct search *search, const char *path)
{
	if (!is_of_system(path) && !text_list_has(&search->found->shown, path))
		text_list_add(&search->found->shown, search->arena, path);
}

/* Shows all files that a compiler at this path may read: all that lies beside
 * its bin/, but in a user's home only its own folder. */
static void
show_compiler(struct search *search, const char *path)
{
	const char *home = getenv("HOME"), *folder = path_folder(search->arena, path);
	const char *wanted[] = {path_folder(search->arena, folder), folder};
	size_t i;

	for (i = strcmp(path_base(folder), "bin") == 0 ? 0 : 1; i < ARRAY_SIZE(wanted); i++) {
		if (strcmp(wanted[i], "/") == 0 ||
		    (home != NULL && path_is_inside(wanted[i], home)))
			continue;
		show(search, wanted[i]);
		return;
	}
	show(search, path);
}

/* Whether a word without a path opens no file. An unknown word could name a
 * file of the project. */
static bool
is_plain_word(struct arena *arena, const char *word)
{
	static const char *const plain[] = {
	    "--target", "-target", "--rtlib", "--unwindlib", "-stdlib", "-fuse-ld"};
	struct text_list words = {0};
	struct compile_flags flags;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(plain); i++)
		if (text_starts_with(word, plain[i]))
			return true;
	text_list_add(&words, arena, word);
	compile_flags_read(arena, &words, &flags);
	return strcmp(word, "cc") == 0 ||
	    (flags.known && flags.folders.count == 0 && flags.forced.count == 0);
}

/* The paths in the command are shown; the host's packages have to vouch for
 * them. */
static void
look_at_words(struct search *search)
{
	struct foreign_toolchain *found = search->found;
	const struct text_list *words = &search->words;
	size_t i;

	found->vouched = is_of_packages(words->items[0]) && is_of_packages(search->real);
	for (i = 1; i < words->count; i++) {
		const char *word = words->items[i], *path = strchr(word, '/');
		bool is_target = strcmp(words->items[i - 1], "-target") == 0;

		if (path == NULL || (path != word && word[0] != '-')) {
			found->vouched &= is_target || is_plain_word(search->arena, word);
			continue;
		}
		/* behind a comma, the word may hold a second path */
		found->vouched &=
		    is_of_packages(path) && !path_climbs(path) && strchr(word, ',') == NULL;
		if (strcmp(path, "/") != 0 && file_exists(path))
			show(search, path_clean(search->arena, path));
		if (text_starts_with(word, "--sysroot="))
			found->sysroot = word + strlen("--sysroot=");
	}
}

/* Asks the compiler for its version, in a sandbox where it can do no harm. */
static int
ask_version(struct search *search, struct text *said, struct error *err)
{
	const char *path = search->words.items[0];
	bool is_zig = search->found->family == FOREIGN_ZIG;
	const char *const arguments[] = {path, is_zig ? "version" : "--version", NULL};
	static const char *const environment[] = {
	    "PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/tmp", NULL};
	struct sandbox sandbox = {.rung = search->request->rung,
	    .folder = "/",
	    .environment = environment,
	    .capture = said};
	size_t i;
	int status;

	text_init(said, search->arena);
	for (i = 0; i < search->found->shown.count; i++)
		sandbox_add_bind(
		    &sandbox, search->found->shown.items[i], search->found->shown.items[i], false);
	if (sandbox_run(search->arena, &sandbox, arguments, &status, err) != 0)
		return -1;
	if (status != 0 || said->length == 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s %s\" exited with status %d; a toolchain is gcc, clang or zig cc", path,
		    arguments[1], status);
	return 0;
}

/* "clang version 19.1.7 (...", "x-gcc (Debian 12.2.0-14) 12.2.0", "0.11.0" */
static int
read_version(struct search *search, const struct text *said, struct error *err)
{
	static const char clang[] = "clang version ";
	const char *text = text_string(said), *at = strstr(text, clang);
	size_t line = strcspn(text, "\n"), i;

	if (search->found->family == FOREIGN_ZIG) {
		at = text;
	} else if (at != NULL) {
		search->found->family = FOREIGN_CLANG;
		at += strlen(clang);
	} else if (strstr(text, "Free Software Foundation") != NULL) {
		search->found->family = FOREIGN_GCC;
		for (i = 0, at = text; i + 1 < line; i++)
			if (text[i] == ')' && text[i + 1] == ' ')
				at = text + i + 2;
	} else {
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is neither gcc nor clang nor zig cc; it says \"%.*s\"",
		    search->found->called, (int)(line > 80 ? 80 : line), text);
	}
	search->version =
	    arena_copy(search->arena, at, strspn(at, "0123456789.abcdefghijklmnopqrstuvwxyz"));
	return 0;
}

/* Refuses a version that lacks -static-pie or -ffile-prefix-map, or a zig whose
 * "zig cc" lacks them. */
static int
check_age(const struct search *search, struct error *err)
{
	static const struct {
		const char *name;
		unsigned long major, minor;
	} oldest[] = {[FOREIGN_GCC] = {"gcc", 8, 0},
	    [FOREIGN_CLANG] = {"clang", 10, 0},
	    [FOREIGN_ZIG] = {"zig", 0, 10}};
	enum foreign_family family = search->found->family;
	char *end;
	unsigned long major = strtoul(search->version, &end, 10),
		      minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;

	if (major > oldest[family].major ||
	    (major == oldest[family].major && minor >= oldest[family].minor))
		return 0;
	return error_set(err, ERROR_FAILED, "%s %s (%s) is too old; %s %lu.%lu and later will do",
	    oldest[family].name, search->version, search->found->called, oldest[family].name,
	    oldest[family].major, oldest[family].minor);
}

/* "x86_64-linux-musl-gcc-12" is a stem, the compiler's name and a suffix. */
static void
split_name(struct search *search)
{
	static const char *const names[] = {"clang", "gcc", "cc"};
	const char *base = path_base(search->words.items[0]), *at = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && at == NULL; i++)
		at = strstr(base, names[i]);
	search->stem = at == NULL ? "" : arena_copy(search->arena, base, (size_t)(at - base));
	search->suffix = at == NULL ? "" : at + strlen(names[i - 1]);
}

/* <folder>/<stem><name><suffix> when it is there, else NULL. */
static const char *
beside(const struct search *search, const char *stem, const char *name, const char *suffix)
{
	char *path = arena_printf(search->arena, "%s/%s%s%s", search->folder, stem, name, suffix);

	return access(path, X_OK) == 0 && !file_is_folder(path) ? path : NULL;
}

/* The words after the compiler's own. */
static const char *
with_words(const struct search *search, const char *program, size_t first)
{
	struct text command;
	size_t i;

	text_init(&command, search->arena);
	text_add(&command, program);
	for (i = first; i < search->words.count; i++)
		text_printf(&command, " %s", search->words.items[i]);
	return text_string(&command);
}

static bool
has_target(const struct text_list *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (text_starts_with(words->items[i], "--target") ||
		    text_starts_with(words->items[i], "-target"))
			return true;
	return false;
}

/* clang and zig make programs for whatever processor they are told, and for
 * this one otherwise. */
static void
add_target(struct search *search)
{
	const char *triple = search->request->platform->triple;

	if (search->found->family == FOREIGN_GCC || has_target(&search->words))
		return;
	/* zig calls the oldest one differently */
	if (search->found->family == FOREIGN_ZIG && text_starts_with(triple, "i386-"))
		triple = "x86-linux-musl";
	text_list_add(&search->words, search->arena, "-target");
	text_list_add(&search->words, search->arena, triple);
}

static void
name_compilers(struct search *search)
{
	struct foreign_toolchain *found = search->found;
	const char *path = search->words.items[0], *cxx = NULL;

	add_target(search);
	/* it is told how to link when it compiles, too */
	if (found->family == FOREIGN_CLANG)
		text_list_add(&search->words, search->arena, "-Wno-unused-command-line-argument");
	found->cc = with_words(search, path, 1);
	found->cxx = "";
	switch (found->family) {
	case FOREIGN_ZIG:
		found->cxx = with_words(search, arena_printf(search->arena, "%s c++", path), 2);
		return;
	case FOREIGN_CLANG:
		cxx = beside(search, search->stem, "clang++", search->suffix);
		break;
	case FOREIGN_GCC:
		cxx = beside(search, search->stem, "g++", search->suffix);
		if (cxx == NULL)
			cxx = beside(search, search->stem, "c++", search->suffix);
		break;
	}
	if (cxx != NULL)
		found->cxx = with_words(search, cxx, 1);
}

/* The sibling, or NULL. ar and its like of gcc and LLVM know the objects of
 * link-time optimisation. */
static const char *
find_sibling(const struct search *search, enum foreign_tool tool)
{
	const char *name = foreign_tool_names[tool], *found = NULL;

	if (search->found->family == FOREIGN_ZIG)
		return tool == FOREIGN_AR || tool == FOREIGN_RANLIB
		    ? arena_printf(search->arena, "%s %s", search->words.items[0], name)
		    : NULL;
	if (search->found->family == FOREIGN_CLANG)
		found = beside(
		    search, "", arena_printf(search->arena, "llvm-%s", name), search->suffix);
	else if (tool == FOREIGN_AR || tool == FOREIGN_RANLIB || tool == FOREIGN_NM)
		found = beside(search, search->stem, arena_printf(search->arena, "gcc-%s", name),
		    search->suffix);
	return found != NULL ? found : beside(search, search->stem, name, "");
}

/* Those of LLVM know every processor. */
static const char *
find_fallback(const struct search *search, const char *name)
{
	const char *const names[] = {arena_printf(search->arena, "llvm-%s-19", name),
	    arena_printf(search->arena, "llvm-%s", name), name};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const char *path = process_find(search->arena, names[i]);

		if (path != NULL && is_of_system(path))
			return path;
	}
	return NULL;
}

static int
name_tools(struct search *search, struct error *err)
{
	size_t i;

	for (i = 0; i < FOREIGN_TOOL_COUNT; i++) {
		const char *command = find_sibling(search, (enum foreign_tool)i);

		if (command == NULL)
			command = find_fallback(search, foreign_tool_names[i]);
		if (command == NULL && i != FOREIGN_OBJDUMP)
			return error_set(err, ERROR_NOT_FOUND,
			    "beside \"%s\" there is no \"%s\", and none in /usr/bin; install llvm-19 or "
			    "binutils",
			    search->found->called, foreign_tool_names[i]);
		search->found->tools[i] = command;
	}
	return 0;
}

static int
set_identity(struct search *search, struct toolchain *toolchain, struct error *err)
{
	struct digest *digest = arena_alloc(search->arena, sizeof(*digest));
	struct digest compiler = {.text = ""};
	struct text text;
	size_t i;

	if (search->found->vouched && file_digest(search->real, &compiler, err) != 0)
		return -1;
	text_init(&text, search->arena);
	text_printf(&text, "foreign 1\ncc %s\ncxx %s\nversion %s\ncompiler %s\n", search->found->cc,
	    search->found->cxx, search->version, compiler.text);
	for (i = 0; i < FOREIGN_TOOL_COUNT; i++)
		if (search->found->tools[i] != NULL)
			text_printf(&text, "tool %s\n", search->found->tools[i]);
	text_add(&text, template_find("builder/foreign/cc")->bytes);
	if (digest_of_bytes(text_string(&text), text.length, digest, err) != 0)
		return -1;
	toolchain->digest = digest->text;
	return 0;
}

int
foreign_toolchain_find(struct arena *arena, const struct foreign_request *request,
    struct toolchain *ret_toolchain, struct error *err)
{
	static const char *const names[] = {
	    [FOREIGN_GCC] = "gcc", [FOREIGN_CLANG] = "clang", [FOREIGN_ZIG] = "zig"};
	struct foreign_toolchain *found = arena_alloc(arena, sizeof(*found));
	struct toolchain toolchain = {.platform = request->platform, .foreign = found};
	struct search search = {.arena = arena, .request = request, .found = found};
	struct text said;
	bool is_zig;

	expand_words(&search);
	if (check_words(&search.words, err) != 0 || find_compiler(&search, err) != 0)
		return -1;
	found->called = path_base(search.words.items[0]);
	is_zig = text_starts_with(found->called, "zig");
	if (is_zig && (search.words.count < 2 || strcmp(search.words.items[1], "cc") != 0))
		return error_set(err, ERROR_USAGE,
		    "zig is a compiler for C as \"zig cc\"; write toolchain: \"%s cc\"",
		    request->command->items[0]);
	found->family = is_zig ? FOREIGN_ZIG : FOREIGN_GCC;
	if (is_zig)
		found->called = arena_printf(arena, "%s cc", found->called);
	show_compiler(&search, search.words.items[0]);
	show_compiler(&search, search.real);
	look_at_words(&search);
	if (ask_version(&search, &said, err) != 0 || read_version(&search, &said, err) != 0 ||
	    check_age(&search, err) != 0)
		return -1;
	split_name(&search);
	name_compilers(&search);
	if (name_tools(&search, err) != 0 || set_identity(&search, &toolchain, err) != 0)
		return -1;
	toolchain.compiler =
	    arena_printf(arena, "%s %s (%s)", names[found->family], search.version, found->called);
	toolchain.has_cxx = found->cxx[0] != '\0';
	toolchain.folder = "/toolchain";
	*ret_toolchain = toolchain;
	return 0;
}
