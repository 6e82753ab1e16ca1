#define _GNU_SOURCE
#include "driver.h"

#include "driver_tools.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

enum { LINKS = 40, TARGET_LIMIT = 4096, PATH_LIMIT = 4096 };

void
driver_fail(const struct driver *driver, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", driver->called);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

/* The value of a line NAME=VALUE, whose quotes are taken off. */
static const char *
value_of(const char *text, const char *name)
{
	size_t length = strlen(name);
	const char *line = text;

	while (line != NULL) {
		if (strncmp(line, name, length) == 0 && line[length] == '=') {
			const char *value = line + length + 1;

			if (*value == '"')
				return strndup(value + 1, strcspn(value + 1, "\"\n"));
			return strndup(value, strcspn(value, "\n"));
		}
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
	return "";
}

static bool
read_target(struct driver *driver, const char *path)
{
	char text[TARGET_LIMIT];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return false;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length < 0 ? 0 : length] = '\0';
	driver->name = enough((char *)value_of(text, "name"));
	driver->triple = enough((char *)value_of(text, "triple"));
	driver->flags = enough((char *)value_of(text, "flags"));
	driver->emulation = enough((char *)value_of(text, "emulation"));
	return driver->triple[0] != '\0';
}

/*
 * Finds the toolchain of the program that is running. The kernel says which
 * file it was told to run (argv[0] is only what the caller calls it), and
 * links lead from there to bin/, whose neighbour is the file "target".
 */
static bool
find_toolchain(struct driver *driver)
{
	const char *path = (const char *)getauxval(AT_EXECFN), *slash;
	char link[PATH_LIMIT];
	int links;

	if (path == NULL)
		return false;
	slash = strrchr(path, '/');
	driver->called = slash == NULL ? path : slash + 1;
	for (links = 0; links < LINKS; links++) {
		char *bin = text_folder(path);
		ssize_t length;

		if (read_target(driver, text_print("%s/../target", bin))) {
			driver->bin = bin;
			slash = strrchr(path, '/');
			driver->tool = slash == NULL ? path : slash + 1;
			return true;
		}
		length = readlink(path, link, sizeof(link) - 1);
		if (length <= 0)
			return false;
		link[length] = '\0';
		path = link[0] == '/' ? enough(strdup(link)) : text_print("%s/%s", bin, link);
	}
	return false;
}

/* The linker is told what it links for: a file that "-b binary" embeds does not
 * say. Nor does it say how floating-point numbers are passed: an object with
 * nothing in it does. */
static void
use_linker(struct words *words, const struct driver *driver)
{
	struct words call = {0};
	bool embeds = false;
	int i;

	for (i = 1; i < words->count; i++) {
		const char *word = words->items[i];
		bool has_value = strcmp(word, "-b") == 0 || strcmp(word, "--format") == 0;

		if (strcmp(word, "-bbinary") == 0 || strcmp(word, "--format=binary") == 0 ||
		    (has_value && i + 1 < words->count &&
			strcmp(words->items[i + 1], "binary") == 0))
			embeds = true;
	}
	words_add(&call, text_print("%s/llvm/bin/ld.lld", driver->folder));
	words_add(&call, "-m");
	words_add(&call, driver->emulation);
	if (embeds)
		words_add(&call, text_print("%s/resource/empty.o", driver->folder));
	words_add_all(&call, words->items + 1);
	*words = call;
}

/* The compiler of this machine, for programs that a build itself runs: with the
 * headers and libraries of the host. */
static void
use_compiler_of_host(struct words *words, const struct driver *driver)
{
	words->items[0] = text_print("%s/llvm/bin/%s", driver->folder,
	    strstr(driver->tool, "++") != NULL ? "clang++" : "clang");
}

/* The names of the programs in bin/, without the triple that may stand before
 * them. */
static const struct {
	const char *name;
	void (*translate)(struct words *words, const struct driver *driver);
	const char *llvm; /* where that is NULL: the tool of LLVM */
} tools[] = {
    {"cc", driver_compiler, NULL},
    {"gcc", driver_compiler, NULL},
    {"clang", driver_compiler, NULL},
    {"c89", driver_compiler, NULL},
    {"c99", driver_compiler, NULL},
    {"c++", driver_compiler, NULL},
    {"g++", driver_compiler, NULL},
    {"clang++", driver_compiler, NULL},
    {"clang-19", use_compiler_of_host, NULL},
    {"clang++-19", use_compiler_of_host, NULL},
    {"cpp", driver_preprocessor, NULL},
    {"as", driver_assembler, NULL},
    {"ld", use_linker, NULL},
    {"ld.lld", use_linker, NULL},
    {"ld.bfd", use_linker, NULL},
    {"ld.gold", use_linker, NULL},
    {"ar", NULL, "ar"},
    {"gcc-ar", NULL, "ar"},
    {"ranlib", NULL, "ranlib"},
    {"gcc-ranlib", NULL, "ranlib"},
    {"nm", NULL, "nm"},
    {"gcc-nm", NULL, "nm"},
    {"strip", NULL, "strip"},
    {"objcopy", NULL, "objcopy"},
    {"objdump", NULL, "objdump"},
    {"readelf", NULL, "readelf"},
    {"size", NULL, "size"},
    {"strings", NULL, "strings"},
    {"addr2line", NULL, "addr2line"},
    {"c++filt", NULL, "cxxfilt"},
};

void
driver_translate(struct words *words)
{
	struct driver driver = {0};
	struct words call = {0};
	size_t i;

	if (!find_toolchain(&driver))
		return;
	driver.folder = text_ends(driver.bin, "/bin") ? text_folder(driver.bin)
						      : text_print("%s/..", driver.bin);
	words_add_all(&call, words->items);
	for (i = 0; i < sizeof(tools) / sizeof(*tools); i++) {
		if (strcmp(driver.tool, tools[i].name) != 0 &&
		    !text_ends(driver.tool, text_print("-%s", tools[i].name)))
			continue;
		if (tools[i].translate != NULL)
			tools[i].translate(&call, &driver);
		else
			call.items[0] =
			    text_print("%s/llvm/bin/llvm-%s", driver.folder, tools[i].llvm);
		*words = call;
		return;
	}
	driver_fail(&driver, "this toolchain has no program of this name");
}
