#include "sandbox/bubblewrap_choice.h"

#include "base/places.h"
#include "base/process.h"
#include "base/scope.h"
#include "sandbox/bubblewrap.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REASON_LENGTH = 200, PATH_LIMIT = 4096 };

/* Of this process: builds that run side by side are processes of their own. */
static char chosen[PATH_LIMIT];

/* One in PATH is trusted as every program there. */
static bool
is_trusted(const struct place_path *place)
{
	struct stat status;

	if (place->path[0] != '/' || access(place->path, X_OK) != 0)
		return false;
	if (place->variable != NULL && strcmp(place->variable, "PATH") == 0)
		return true;
	return stat(place->path, &status) == 0 && S_ISREG(status.st_mode) &&
	    (status.st_uid == 0 || status.st_uid == geteuid()) &&
	    (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static struct text_list
list_candidates(struct arena *arena)
{
	const struct place_list places = place_find(arena, PLACE_BUBBLEWRAP);
	struct text_list list = {0};
	size_t i;

	for (i = 0; i < places.count; i++)
		if (is_trusted(&places.items[i]))
			text_list_add(&list, arena, places.items[i].path);
	return list;
}

/* In the child. Bubblewrap writes on stderr why it cannot start: mote shows
 * that reason. */
static int
enter_probe(void *context, struct error *err)
{
	if (dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
		return error_errno(err, "cannot start \"bwrap\"");
	return bubblewrap_hand_on(context, err);
}

/* The command of the trial: on a machine without "true", bubblewrap itself. */
static const char *const *
trial_command(void)
{
	static const char *const nothing[] = {"true", NULL};
	static const char *const itself[] = {"/bwrap", "--version", NULL};

	return access("/usr/bin/true", X_OK) == 0 || access("/bin/true", X_OK) == 0 ? nothing
										    : itself;
}

static int
try_to_start(struct arena *arena, const char *program, struct error *err)
{
	static const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};
	const struct sandbox sandbox = {.rung = ISOLATION_STRICT,
	    .binds = {{program, "/bwrap", false}},
	    .bind_count = 1,
	    .folder = "/",
	    .environment = environment};
	SCOPED(bubblewrap) struct bubblewrap start = BUBBLEWRAP_NONE;
	struct text said;
	struct process_options options = {.program = program,
	    .capture = &said,
	    .before_exec = enter_probe,
	    .before_exec_context = &start};
	int status;

	text_init(&said, arena);
	if (bubblewrap_prepare(arena, &sandbox, trial_command(), &start, err) != 0)
		return -1;
	options.arguments = start.arguments;
	options.environment = start.environment;
	if (process_run(&options, &status, err) != 0)
		return -1;
	if (status == 0)
		return 0;
	return error_set(err, ERROR_REFUSED, "namespaces are blocked here (%.*s)",
	    said.length == 0 ? REASON_LENGTH : (int)strcspn(text_string(&said), "\n"),
	    said.length == 0 ? "bwrap failed without a word" : text_string(&said));
}

const char *
bubblewrap_choose(struct arena *arena, struct error *err)
{
	const struct text_list list = list_candidates(arena);
	struct error trouble;
	size_t i;

	for (i = 0; i < list.count; i++) {
		if (try_to_start(arena, list.items[i], &trouble) == 0) {
			(void)snprintf(chosen, sizeof(chosen), "%s", list.items[i]);
			return list.items[i];
		}
		/* the words of the first one: those of Debian's are long */
		if (i == 0 || trouble.kind != ERROR_REFUSED)
			*err = trouble;
		if (trouble.kind != ERROR_REFUSED)
			return NULL;
	}
	if (list.count == 0)
		error_set(err, ERROR_REFUSED, "\"bwrap\" is not in PATH");
	return NULL;
}

const char *
bubblewrap_find(struct arena *arena)
{
	const struct text_list list = list_candidates(arena);
	struct error ignored;
	const char *program;

	if (text_list_has(&list, chosen))
		return arena_strdup(arena, chosen);
	if (list.count <= 1)
		return list.count == 0 ? NULL : list.items[0];
	program = bubblewrap_choose(arena, &ignored);
	return program == NULL ? list.items[0] : program;
}
