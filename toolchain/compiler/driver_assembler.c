#define _GNU_SOURCE
#include "driver_tools.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A gcc of the host, which was called by its path, says who it is: what it
 * writes is for the assembler of the host. */
static void
run_assembler_of_host(struct words *words, const struct driver *driver)
{
	const char *path = getenv("PATH");
	struct words others = {0};
	char *copy = enough(strdup(path == NULL ? "" : path)), *rest = copy, *folder;
	char *joined = enough(strdup(""));
	int i;

	while ((folder = strsep(&rest, ":")) != NULL)
		if (strcmp(folder, driver->bin) != 0)
			words_add(&others, folder);
	for (i = 0; i < others.count; i++)
		joined = text_print("%s%s%s", joined, i > 0 ? ":" : "", others.items[i]);
	unsetenv("COLLECT_GCC");
	if (setenv("PATH", joined, 1) == 0)
		execvp(driver->called, words->items);
	driver_fail(driver, "cannot run the host's \"%s\": %s", driver->called, strerror(errno));
}

/* The width is the target's; listings, and what they are told, are for
 * people. */
static bool
is_without_use(const char *word)
{
	static const char *const words[] = {
	    "--32", "--64", "-64", "-32", "-K", "-W", "--warn", "-J", NULL};
	static const char *const starts[] = {"-a", "-Q", "--gdwarf", "--gstabs", NULL};
	int i;

	for (i = 0; starts[i] != NULL; i++)
		if (text_starts(word, starts[i]))
			return true;
	return text_is_one_of(word, words);
}

static bool
is_for_clang(const char *word)
{
	static const char *const starts[] = {"-I", "-m", "-D", "-U", NULL};
	int i;

	for (i = 0; starts[i] != NULL; i++)
		if (text_starts(word, starts[i]))
			return true;
	return strcmp(word, "-g") == 0;
}

/* Adds one word, and the next where an option has its value there; returns how
 * many it took. */
static int
add_assembler_word(struct words *rest, char *const *given, const char **output, bool *has_inputs)
{
	const char *word = given[0], *next = given[1];

	if (strcmp(word, "--version") == 0 || strcmp(word, "-v") == 0 || word[0] != '-' ||
	    strcmp(word, "-") == 0 || strcmp(word, "--") == 0) {
		*has_inputs = true;
		/* a file is named so that it is no option */
		words_add(rest,
		    strcmp(word, "--") == 0                ? "-"
			: word[0] == '-' || word[0] == '/' ? word
							   : text_print("./%s", word));
	} else if (strcmp(word, "-o") == 0 && next != NULL) {
		*output = next;
		return 2;
	} else if (strcmp(word, "--defsym") == 0 && next != NULL) {
		words_add(rest, text_print("-Wa,--defsym,%s", next));
		return 2;
	} else if (strcmp(word, "-I") == 0 && next != NULL) {
		words_add(rest, text_print("-I%s", next));
		return 2;
	} else if (text_starts(word, "-o")) {
		*output = word + strlen("-o");
	} else if (text_starts(word, "--defsym=")) {
		words_add(rest, text_print("-Wa,--defsym,%s", word + strlen("--defsym=")));
	} else if (is_for_clang(word)) {
		words_add(rest, word);
	} else if (!is_without_use(word)) {
		words_add(rest, text_print("-Wa,%s", word));
	}
	return 1;
}

void
driver_assembler(struct words *words, const struct driver *driver)
{
	const char *output = "a.out";
	bool has_inputs = false;
	struct words call = {0}, rest = {0};
	int i;

	if (getenv("COLLECT_GCC") != NULL)
		run_assembler_of_host(words, driver);
	for (i = 1; i < words->count;)
		i += add_assembler_word(&rest, words->items + i, &output, &has_inputs);
	if (!has_inputs)
		words_add(&rest, "-");
	words_add(&call, words->items[0]);
	words_add_split(&call, "-c -x assembler -o");
	words_add(&call, output);
	words_add_all(&call, rest.items);
	*words = call;
	driver_compiler(words, driver);
}
