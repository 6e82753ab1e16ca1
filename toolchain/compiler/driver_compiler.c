#define _GNU_SOURCE
#include "driver_tools.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A call of the compiler. */
struct request {
	bool links, has_inputs; /* an executable or library is the result; a word is no option */
	bool is_static, preprocesses;
	bool may_wrap; /* it compiles one file: ccache and distcc can do that */
	bool warnings_are_errors;
};

static void
read_request(struct request *request, char *const *words)
{
	static const char *const fixed[] = {"-static", "-no-pie", "-nopie", NULL},
				 *const before[] = {"-E", "-M", "-MM", NULL},
				 *const other[] = {
				     "-S", "-shared", "-r", "-fsyntax-only", "--version", NULL};

	*request = (struct request){.links = true};
	for (; *words != NULL; words++) {
		const char *word = *words;

		if (word[0] != '-' || word[1] == '\0')
			request->has_inputs = true;
		else if (text_is_one_of(word, fixed))
			request->is_static = true;
		else if (strcmp(word, "-c") == 0)
			request->may_wrap = true;
		else if (text_is_one_of(word, before))
			request->preprocesses = true;
		else if (strcmp(word, "-Werror") == 0)
			request->warnings_are_errors = true;
		if (text_is_one_of(word, other) || text_starts(word, "-dump") ||
		    text_starts(word, "-print-"))
			request->links = false;
	}
	if (request->may_wrap || request->preprocesses)
		request->links = false;
	if (request->preprocesses)
		request->may_wrap = false;
}

/* Whether a folder holds headers or libraries of this machine. One in which
 * toolchains lie may be below /usr: that is ours. */
static bool
is_of_host(const struct driver *driver, const char *path)
{
	static const char *const folders[] = {
	    "/usr/include", "/usr/lib", "/usr/local/include", "/usr/local/lib", "/lib", NULL};
	const char *home = text_folder(driver->folder);
	size_t length = strlen(home), i;

	if (length > 1 && strncmp(path, home, length) == 0 && path[length] == '/')
		return false;
	for (i = 0; folders[i] != NULL; i++)
		if (text_starts(path, folders[i]))
			return true;
	return false;
}

/* Configure scripts look for headers and libraries in folders of the host, and
 * "foo-config" programs of the host name them. That is said, but not to a
 * script that only preprocesses: old ones take every word for an error. */
static void
add_without_host(struct words *words, const struct driver *driver, char *const *given,
    const struct request *request)
{
	static const char *const options[] = {
	    "-isystem", "-idirafter", "-iquote", "-I", "-L", NULL};
	int i;

	for (; *given != NULL; given++) {
		for (i = 0; options[i] != NULL && !text_starts(*given, options[i]); i++)
			;
		const char *option = options[i], *path = NULL;
		bool apart = option != NULL && strcmp(*given, option) == 0;

		if (option != NULL)
			path = apart ? given[1] : *given + strlen(option);
		if (path == NULL || !is_of_host(driver, path)) {
			words_add(words, *given);
			if (apart && path != NULL)
				words_add(words, *++given);
			continue;
		}
		if (!request->preprocesses)
			fprintf(stderr,
			    "%s: left out \"%s%s%s\": what is there is this machine's, not the target's\n",
			    driver->called, option, apart ? " " : "", path);
		if (apart)
			given++;
	}
}

/* gcc 12 warns of these in C, and so do we: a configure script whose probe
 * declares too little would find nothing. */
static const char lenient[] =
    "-Wno-error=implicit-function-declaration -Wno-error=implicit-int "
    "-Wno-error=int-conversion -Wno-error=incompatible-function-pointer-types "
    "-Wno-error=return-mismatch";

/* Executables are static-pie unless -static asks for a fixed address: libtool
 * swallows -static, so that must not be the only way to get a static one.
 * glibc gives a thread 8 MiB, musl 128 KiB where nothing else stands here;
 * whoever says another size comes after. "cc -v" links nothing, and must not
 * begin to. */
static void
add_link(struct words *words, const struct request *request)
{
	const char *stack = getenv("MOTE_STACK");

	if (!request->links)
		return;
	words_add(words, request->is_static ? "-static" : "-static-pie");
	if (request->has_inputs)
		words_add(words,
		    text_print("-Wl,-z,stack-size=%s",
			stack != NULL && stack[0] != '\0' ? stack : "8388608"));
}

static void
clear_environment(void)
{
	static const char *const of_host[] = {"LIBRARY_PATH", "CPATH", "C_INCLUDE_PATH",
	    "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "COMPILER_PATH", "CCC_OVERRIDE_OPTIONS"};
	size_t i;

	for (i = 0; i < sizeof(of_host) / sizeof(*of_host); i++)
		unsetenv(of_host[i]);
}

void
driver_compiler(struct words *words, const struct driver *driver)
{
	const char *folder = driver->folder;
	bool is_cxx = text_ends(driver->tool, "++");
	struct words call = {0};
	struct request request;

	read_request(&request, words->items + 1);
	if (is_cxx && access(text_print("%s/sysroot/usr/lib/libc++.a", folder), F_OK) != 0)
		driver_fail(driver,
		    "C++ is not installed for this target; \"mote toolchain install --c++ %s\" installs it",
		    driver->name);
	clear_environment();
	if (request.may_wrap)
		words_add_split(&call, getenv("MOTE_WRAPPER"));
	bool wrapped = call.count > 0;

	words_add(&call, text_print("%s/llvm/bin/%s", folder, is_cxx ? "clang++" : "clang"));
	words_add(&call, text_print("--target=%s", driver->triple));
	words_add_split(&call, driver->flags);
	words_add(&call, text_print("--sysroot=%s/sysroot", folder));
	words_add(&call, "-resource-dir");
	words_add(&call, text_print("%s/resource", folder));
	words_add(&call, "--gcc-toolchain=/nonexistent");
	words_add(&call, "-B");
	words_add(&call, text_print("%s/sysroot/usr/lib", folder));
	words_add_split(&call, "-fuse-ld=lld --rtlib=compiler-rt");
	words_add(&call, is_cxx ? "--unwindlib=libunwind" : "--unwindlib=none");
	words_add_split(&call, "-stdlib=libc++ -Wno-unused-command-line-argument");
	if (!is_cxx && !request.warnings_are_errors)
		words_add_split(&call, lenient);
	add_link(&call, &request);
	if (text_ends(driver->tool, "c89"))
		words_add(&call, "-std=c89");
	if (text_ends(driver->tool, "c99"))
		words_add(&call, "-std=c99");
	add_without_host(&call, driver, words->items + 1, &request);
	if (request.links && request.has_inputs)
		words_add_split(&call, getenv("MOTE_LIBS"));
	*words = call;
	if (wrapped) {
		execvp(call.items[0], call.items);
		driver_fail(driver, "cannot run \"%s\": %s", call.items[0], strerror(errno));
	}
}

/* cpp [OPTION...] [INPUT [OUTPUT]]: without an input it reads standard input; a
 * file whose name tells no language is C. */
void
driver_preprocessor(struct words *words, const struct driver *driver)
{
	static const char *const valued[] = {"-o", "-x", "-I", "-U", "-D", "-A", "-include",
	    "-imacros", "-isystem", "-idirafter", "-iquote", "-MF", "-MT", "-MQ", "-target",
	    "-arch", NULL},
				 *const cxx[] = {".cc", ".cpp", ".cxx", ".C", ".hpp", ".hh", NULL};
	const char *language = "-xc";
	struct words call = {0}, rest = {0};
	int inputs = 0, i, k;

	for (i = 1; i < words->count; i++) {
		const char *word = words->items[i];

		if (text_starts(word, "-x"))
			language = NULL;
		if (word[0] == '-' && word[1] != '\0') {
			words_add(&rest, word);
			if (text_is_one_of(word, valued) && i + 1 < words->count)
				words_add(&rest, words->items[++i]);
			continue;
		}
		for (k = 0; cxx[k] != NULL; k++)
			if (language != NULL && text_ends(word, cxx[k]))
				language = "-xc++";
		if (++inputs == 2)
			words_add(&rest, "-o");
		words_add(&rest, word);
	}
	words_add(&call, words->items[0]);
	words_add(&call, "-E");
	if (language != NULL)
		words_add(&call, language);
	if (rest.count > 0)
		words_add_all(&call, rest.items);
	if (inputs == 0)
		words_add(&call, "-");
	*words = call;
	driver_compiler(words, driver);
}
