#include "sources/compile_flags.h"

#include <ctype.h>
#include <string.h>

/* Options that are known as whole words. */
static const char *const plain[] = {"-w", "-O", "-O0", "-O1", "-O2", "-O3", "-Os", "-Oz", "-Og",
    "-Ofast", "-g", "-g0", "-g1", "-g2", "-g3", "-ansi", "-pedantic", "-pedantic-errors", "-pipe",
    "-pthread", "-trigraphs", "-undef", "-static", "-static-pie", "-pie", "-no-pie", "-s",
    "-rdynamic", "-nostdlib", "-nodefaultlibs", "-nostartfiles", "-nostdinc", "-nostdinc++",
    "-nostdlib++", "-Qunused-arguments", NULL};

/* Options that are known by their beginning; the rest of such an option is no
 * path. */
static const char *const beginnings[] = {"-std=", "-ggdb", "-gdwarf", "-gline-", "-gcolumn-",
    "-gno-", "-gz", "-gstrict-dwarf",
    "-fvisibility=", "-fmax-errors=", "-ferror-limit=", "-ffp-model=", "-ffp-contract=",
    "-ffp-exception-behavior=", "-ftemplate-depth=", "-fconstexpr-depth=", "-fconstexpr-steps=",
    "-fconstexpr-loop-limit=", "-fmessage-length=", "-fdiagnostics-color=",
    "-fzero-call-used-regs=", "-ftrivial-auto-var-init=", "-fstrict-flex-arrays=",
    "-falign-functions=", "-falign-loops=", "-finline-limit=", "-fpack-struct=", "-fcf-protection=",
    "-ftls-model=", "-fexec-charset=", "-fwide-exec-charset=", "-flto=", "-fstack-clash-",
    "-fstack-protector", "--param=", NULL};

/* The NAMEs of "-fNAME" and "-fno-NAME" that are known. */
static const char *const features[] = {"PIC", "PIE", "access-control", "addrsig", "align-functions",
    "align-loops", "assume-unique-vtables", "associative-math", "asynchronous-unwind-tables",
    "blocks", "builtin", "char8_t", "color-diagnostics", "common", "cf-protection", "data-sections",
    "delete-null-pointer-checks", "devirtualize", "diagnostics-color", "emulated-tls", "exceptions",
    "fast-math", "finite-loops", "finite-math-only", "float-store", "freestanding",
    "function-sections", "gcse", "gnu-inline-asm", "gnu89-inline", "hosted", "honor-infinities",
    "honor-nans", "ident", "inline", "inline-functions", "ipa-icf", "ivopts", "jump-tables",
    "keep-inline-functions", "lto", "math-errno", "merge-all-constants", "merge-constants",
    "non-call-exceptions", "omit-frame-pointer", "openmp-simd", "optimize-sibling-calls",
    "pack-struct", "permissive", "pic", "pie", "plt", "reciprocal-math", "reorder-functions",
    "rounding-math", "rtti", "semantic-interposition", "short-enums", "short-wchar",
    "signaling-nans", "signed-char", "signed-zeros", "sized-deallocation", "slp-vectorize",
    "stack-check", "stack-clash-protection", "stack-protector", "stack-protector-all",
    "stack-protector-strong", "strict-aliasing", "strict-enums", "strict-overflow",
    "strict-vtable-pointers", "threadsafe-statics", "tls-model", "trapping-math", "trapv",
    "tree-vectorize", "unit-at-a-time", "unroll-loops", "unsafe-math-optimizations",
    "unsigned-char", "unwind-tables", "use-cxa-atexit", "vectorize", "visibility-inlines-hidden",
    "whole-program-vtables", "wrapv", "zero-initialized-in-bss", NULL};

/* Options of the linker, behind "-Wl,"; in the second list each takes a value
 * behind "=". */
static const char *const linker[] = {"--gc-sections", "--no-gc-sections", "--as-needed",
    "--no-as-needed", "--strip-all", "--strip-debug", "-s", "-S", "-x", "-X", "--discard-all",
    "--discard-locals", "--build-id", "--no-build-id", "--relax", "--no-relax", "--sort-common",
    "--warn-common", "--fatal-warnings", "--no-fatal-warnings", "--no-undefined",
    "--allow-multiple-definition", "--eh-frame-hdr", "--no-eh-frame-hdr", "--start-group",
    "--end-group", "--whole-archive", "--no-whole-archive", "--push-state", "--pop-state",
    "-Bstatic", "-static", "-pie", "-no-pie", "--no-dynamic-linker", "-O0", "-O1", "-O2", "-O3",
    "--export-dynamic", "-E", "-n", "--nmagic", "--no-rosegment", "--rosegment",
    "--no-dependent-libraries", NULL};
static const char *const linker_beginnings[] = {
    "--build-id=", "--icf=", "--hash-style=", "--sort-section=", "--pack-dyn-relocs=", "--lto-O",
    "--thinlto-jobs=", "--compress-debug-sections=", "--undefined=", "--defsym=", "--wrap=",
    "--entry=", "--image-base=", "--threads=", NULL};

/* Variables that mean nothing to a compiler, or whose meaning is a part of
 * every key. */
static const char *const variables[] = {"SOURCE_DATE_EPOCH", "ZERO_AR_DATE", "TZ", "LANG", "LC_ALL",
    "LC_CTYPE", "LC_MESSAGES", "TERM", "NO_COLOR", "DISTCC_HOSTS", "DISTCC_FALLBACK",
    "DISTCC_VERBOSE", "DISTCC_IO_TIMEOUT", "DISTCC_BACKOFF_PERIOD", "DISTCC_PAUSE_TIME_MSEC",
    "DISTCC_SKIP_LOCAL_RETRY", NULL};

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static bool
begins_with_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (text_starts_with(word, *words))
			return true;
	return false;
}

/* Whether all bytes are letters, digits or one of `others`. */
static bool
is_made_of(const char *word, const char *others)
{
	for (; *word != '\0'; word++)
		if (!isalnum((unsigned char)*word) && strchr(others, *word) == NULL)
			return false;
	return true;
}

static bool
is_feature(const char *flag)
{
	return text_starts_with(flag, "-f") &&
	    (is_one_of(flag + 2, features) ||
		(text_starts_with(flag, "-fno-") && is_one_of(flag + 5, features)));
}

/* "-march=x86-64-v3" is known. "native" is not: the compiler then asks the
 * processor, which is in no key. */
static bool
is_machine_option(const char *flag)
{
	return text_starts_with(flag, "-m") && is_made_of(flag + 2, "._+=,-") &&
	    strstr(flag, "native") == NULL && !text_starts_with(flag, "-mllvm") &&
	    !text_starts_with(flag, "-mmlir") && !text_starts_with(flag, "-mthread-model");
}

/* Checks all words of "-Wl,word,word". The word behind "-z" is a keyword of the
 * linker and never a file. */
static bool
is_linker_option(struct arena *arena, const char *flag)
{
	char *rest = arena_strdup(arena, flag + strlen("-Wl,")), *saved = NULL, *word;
	bool value = false;

	if (!is_made_of(rest, "_+=,-"))
		return false;
	for (word = strtok_r(rest, ",", &saved); word != NULL; word = strtok_r(NULL, ",", &saved)) {
		if (!value && strcmp(word, "-z") != 0 && !is_one_of(word, linker) &&
		    !begins_with_one_of(word, linker_beginnings))
			return false;
		value = !value && strcmp(word, "-z") == 0;
	}
	return true;
}

static bool
is_known_word(struct arena *arena, const char *flag)
{
	if (text_starts_with(flag, "-Wl,"))
		return is_linker_option(arena, flag);
	if (text_starts_with(flag, "-W"))
		return is_made_of(flag + 2, "+=-_");
	/* -L is not on the list, so the library is in a folder of the toolchain or of the ports */
	if (text_starts_with(flag, "-l"))
		return flag[2] != '\0' && is_made_of(flag + 2, "_+-");
	if (text_starts_with(flag, "-D") || text_starts_with(flag, "-U"))
		return flag[2] != '\0';
	return is_one_of(flag, plain) || is_feature(flag) || is_machine_option(flag) ||
	    (begins_with_one_of(flag, beginnings) && is_made_of(flag + 1, "._+=-:"));
}

/* Takes "-Ifolder", or "-I" "folder", and adds the folder. false: the word is
 * no option that takes a path. */
static bool
take_path(
    struct arena *arena, const struct text_list *flags, size_t *index, struct compile_flags *found)
{
	static const char *const folders[] = {"-isystem", "-iquote", "-idirafter", "-I"},
				 *const files[] = {"-include", "-imacros"};
	const char *flag = flags->items[*index], *value = NULL;
	struct text_list *list = &found->folders;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders) && value == NULL; i++)
		if (text_starts_with(flag, folders[i]))
			value = flag + strlen(folders[i]);
	for (i = 0; i < ARRAY_SIZE(files) && value == NULL; i++)
		if (strcmp(flag, files[i]) == 0) {
			value = "";
			list = &found->forced;
		}
	if (value == NULL)
		return false;
	if (value[0] == '\0')
		value = ++*index < flags->count ? flags->items[*index] : "";
	/* "=" and "$" stand for the sysroot */
	found->known &= value[0] != '\0' && value[0] != '=' && value[0] != '$' && value[0] != '-';
	text_list_add(list, arena, value);
	return true;
}

void
compile_flags_read(
    struct arena *arena, const struct text_list *flags, struct compile_flags *ret_flags)
{
	static const char *const old_standards[] = {"-ansi", "-std=c89", "-std=c90", "-std=gnu89",
	    "-std=gnu90", "-std=iso9899:1990", "-std=iso9899:199409", "-std=c++98", "-std=gnu++98",
	    "-std=c++03", "-std=gnu++03", "-std=c++11", "-std=gnu++11", "-std=c++0x",
	    "-std=gnu++0x", "-std=c++14", "-std=gnu++14", "-std=c++1y", "-std=gnu++1y", NULL};
	struct compile_flags found = {.known = true};
	size_t i;

	for (i = 0; i < flags->count; i++) {
		const char *flag = flags->items[i];

		if (take_path(arena, flags, &i, &found))
			continue;
		if (strcmp(flag, "-D") == 0 || strcmp(flag, "-U") == 0 ||
		    strcmp(flag, "--param") == 0) {
			i++;
			continue;
		}
		found.known &= is_known_word(arena, flag);
		found.old_standard |= is_one_of(flag, old_standards);
		found.lto |= text_starts_with(flag, "-flto");
	}
	*ret_flags = found;
}

bool
compile_variables_known(const struct pairs *environment)
{
	size_t i;

	for (i = 0; i < environment->count; i++)
		if (!is_one_of(environment->items[i].key, variables))
			return false;
	return true;
}
