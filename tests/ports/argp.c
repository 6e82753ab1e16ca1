#include <argp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *argp_program_version = "prog 1.0";
const char *argp_program_bug_address = "<bugs@example.org>";

struct settings {
	int verbose, count;
	const char *file;
};

enum { KEY_COUNT = 0x100 };

static const struct argp_option options[] = {
    {"verbose", 'v', NULL, 0, "Say more", 0},
    {"count", KEY_COUNT, "N", 0, "How often", 0},
    {0},
};

static error_t
parse(int key, char *argument, struct argp_state *state)
{
	struct settings *settings = state->input;

	switch (key) {
	case 'v':
		settings->verbose++;
		return 0;
	case KEY_COUNT:
		settings->count = atoi(argument);
		return 0;
	case ARGP_KEY_ARG:
		settings->file = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no %s", "file");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {options, parse, "FILE", "Does what is asked.", NULL, NULL, NULL};

/* Writes the help text into `said`. */
static void
help(char *said, size_t size)
{
	char name[] = "prog";
	FILE *file = fmemopen(said, size, "w");

	argp_help(&parser, file, ARGP_HELP_LONG | ARGP_HELP_USAGE | ARGP_HELP_BUG_ADDR, name);
	fclose(file);
}

int
main(void)
{
	char name[] = "/bin/prog", last[] = "-v", count[] = "--count=7", file[] = "a.txt";
	char unknown[] = "--unknown", said[2048] = "";
	char *words[] = {name, file, last, count, NULL}, *wrong[] = {name, unknown, NULL};
	struct settings settings = {0};
	int index = 0;

	if (argp_parse(&parser, 4, words, 0, &index, &settings) != 0 || index != 4)
		return 1;
	if (settings.verbose != 1 || settings.count != 7 || strcmp(settings.file, "a.txt") != 0)
		return 2;
	if (argp_parse(&parser, 2, wrong, ARGP_NO_EXIT | ARGP_NO_ERRS, NULL, &settings) == 0 ||
	    argp_parse(&parser, 1, words, ARGP_NO_EXIT | ARGP_NO_ERRS, NULL, &settings) != EINVAL)
		return 3;
	help(said, sizeof(said));
	fputs(said, stdout);
	return strstr(said, "Usage: prog [-v] [--count=N] [--verbose] FILE") == NULL ||
	    strstr(said, "--count=N") == NULL || strstr(said, "-v, --verbose") == NULL ||
	    strstr(said, "Report bugs to <bugs@") == NULL;
}
