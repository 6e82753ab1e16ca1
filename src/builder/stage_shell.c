#include "builder/stage_shell.h"

#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/compile_plan.h"
#include "builder/stage_cache.h"
#include "builder/stage_environment.h"
#include "builder/stage_kept.h"
#include "builder/stage_open.h"
#include "builder/stage_run.h"
#include "builder/stage_rung.h"
#include "builder/stage_sandbox.h"
#include "sandbox/limit_watch.h"
#include "sandbox/terminal.h"

#include <stdlib.h>
#include <string.h>

/* One shell: what it runs in, and for whom. */
struct shell {
	struct sandbox sandbox; /* with working folder and environment */
	const char *program, *platform;
	const struct text_list *commands; /* of the project's build */
	const char *command; /* to run; NULL: the shell is interactive */
};

/* The environment and the prompt. TERM is the only variable that comes from the
 * user: programs ask it what the terminal can do. */
static const char *const *
shell_environment(struct arena *arena, const struct shell *shell)
{
	const char *terminal = getenv("TERM");
	const char *const *line;
	struct text_list list = {0};

	for (line = shell->sandbox.environment; *line != NULL; line++)
		text_list_add(&list, arena, *line);
	text_list_add(&list, arena, arena_printf(arena, "PS1=%s:$PWD$ ", shell->platform));
	text_list_add(
	    &list, arena, arena_printf(arena, "TERM=%s", terminal == NULL ? "dumb" : terminal));
	text_list_add(&list, arena, NULL);
	return list.items;
}

/* Says where the user is now, and how the build goes on from here. */
static void
greet(const struct shell *shell)
{
	size_t i;

	log_note("the stage of %s for %s, on the \"%s\" rung; \"exit\" leaves it", shell->program,
	    shell->platform, sandbox_rung_name(shell->sandbox.rung));
	for (i = 0; i < shell->commands->count; i++)
		log_note("its build runs: %s", shell->commands->items[i]);
}

/* The shell. On the strict rung its first process leads a session in the pid
 * namespace, and gets the terminal, which bubblewrap shows as /dev/console, by
 * opening it. */
static struct text_list
shell_arguments(struct arena *arena, const struct shell *shell, bool has_terminal)
{
	struct text_list list = {0};

	if (has_terminal && shell->sandbox.rung == ISOLATION_STRICT)
		text_list_add_words(&list, arena,
		    (const char *[]){
			"/bin/sh", "-c", "exec \"$@\" <>/dev/console >&0 2>&0", "sh", NULL});
	text_list_add(&list, arena, "/bin/sh");
	if (shell->command == NULL)
		text_list_add(&list, arena, "-i");
	else
		text_list_add_words(
		    &list, arena, (const char *[]){"-c", "--", shell->command, NULL});
	text_list_add(&list, arena, NULL);
	return list;
}

static int
enter(struct arena *arena, struct shell *shell, int *ret_status, struct error *err)
{
	SCOPED(terminal) struct terminal terminal = TERMINAL_NONE;
	int status;

	if (shell->command == NULL)
		greet(shell);
	log_clear();
	if (terminal_open(&terminal, err) != 0)
		return -1;
	shell->sandbox.terminal = &terminal;
	shell->sandbox.lend_jobs = true;
	if (terminal.is_pty)
		shell->sandbox.environment = shell_environment(arena, shell);
	status = sandbox_run(arena, &shell->sandbox,
	    shell_arguments(arena, shell, terminal.is_pty).items, ret_status, err);
	return status != 0 ? -1 : terminal_close(&terminal, err);
}

static int
check_terminal(const char *command, struct error *err)
{
	return command != NULL || terminal_is_there()
	    ? 0
	    : error_set(err, ERROR_USAGE,
		  "a shell needs a terminal on stdin and stdout; without one, give a command: mote "
		  "shell -c \"make check\"");
}

int
stage_shell(struct arena *arena, const struct stage_request *request, const char *command,
    int *ret_status, struct error *err)
{
	SCOPED(temporary_folder) struct temporary_folder work = {0};
	SCOPED(package_root) struct package_root root = PACKAGE_ROOT_NONE;
	SCOPED(fd) int lock = -1;
	struct stage_request with_shell = *request;
	struct stage_context stage;
	struct compile_plan plan = {0};
	struct shell shell = {.program = request->spec->name,
	    .platform = request->platform->name,
	    .commands = &request->spec->build.run,
	    .command = command};

	with_shell.shell = true;
	if (check_terminal(command, err) != 0 || stage_open(arena, &with_shell, &stage, err) != 0 ||
	    (!stage_has_commands(&stage) && compile_plan_make(&stage, &plan, err) != 0) ||
	    stage_rung_choose(request, err) != 0)
		return -1;
	stage.place.rung = *request->rung;
	stage.identity = stage_identity(&stage);
	if (stage_place_make(&stage.place, &work, stage_kept_begin(&stage), err) != 0 ||
	    stage_root_provide(&stage, &root, err) != 0 || stage_prepare(&stage, &lock, err) != 0 ||
	    (stage_has_commands(&stage) && stage_run_copy(&stage, err) != 0))
		return -1;
	if (request->spec->build.keep_stage) {
		if (stage_kept_write(&stage, err) != 0)
			return -1;
		log_note("\"mote shell --stage %s\" enters this stage again", work.path);
		temporary_folder_keep(&work);
	}
	shell.sandbox = stage_sandbox(&stage);
	shell.sandbox.environment = stage_environment(&stage, &shell.sandbox);
	shell.sandbox.folder = sandbox_path(arena, &shell.sandbox, stage.place.folder);
	return enter(arena, &shell, ret_status, err);
}

int
stage_shell_kept(struct arena *arena, const char *folder, const char *command, int *ret_status,
    struct error *err)
{
	struct limit_watch watch;
	struct kept_stage kept;
	struct shell shell;
	enum isolation rung;

	if (check_terminal(command, err) != 0 || stage_kept_read(arena, folder, &kept, err) != 0 ||
	    sandbox_choose(kept.sandbox.rung, kept.sandbox.root.files != NULL, &rung, err) != 0)
		return -1;
	limit_watch_begin(&watch, &kept.limits, kept.work);
	kept.sandbox.watch = &watch;
	shell = (struct shell){kept.sandbox, kept.program, kept.platform, &kept.commands, command};
	return enter(arena, &shell, ret_status, err);
}
