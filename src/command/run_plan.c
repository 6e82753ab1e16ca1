#include "command/run_plan.h"

#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "command/run_places.h"
#include "command/run_program.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* The folders that container engines search when the image sets no PATH. */
static const char usual_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

#define ADD(list, arena, ...) text_list_add_words(list, arena, (const char *[]){__VA_ARGS__, NULL})

/* The command: entrypoint and cmd, as conversion.md puts them together. */
static int
find_command(struct arena *arena, const struct image_config *config,
    const struct run_options *options, struct text_list *command, struct error *err)
{
	bool own = options->arguments[0] != NULL || options->entrypoint != NULL;
	size_t i;

	if (options->entrypoint != NULL)
		text_list_add(command, arena, options->entrypoint);
	else
		for (i = 0; i < config->entrypoint.count; i++)
			text_list_add(command, arena, config->entrypoint.items[i]);
	text_list_add_words(command, arena, options->arguments);
	for (i = 0; i < config->cmd.count && !own; i++)
		text_list_add(command, arena, config->cmd.items[i]);
	if (command->count == 0)
		return error_set(err, ERROR_USAGE,
		    "the image has neither entrypoint nor cmd; name a command after it");
	return 0;
}

/* The last value of the variable; NULL: it is not set. */
static const char *
find_variable(const struct text_list *environment, const char *name_and_sign)
{
	const char *found = NULL;
	size_t i;

	for (i = 0; i < environment->count; i++)
		if (text_starts_with(environment->items[i], name_and_sign))
			found = environment->items[i] + strlen(name_and_sign);
	return found;
}

static void
make_environment(struct arena *arena, const struct image_config *config,
    const struct run_options *options, struct run_plan *plan)
{
	const struct text_list *const sources[] = {&config->env, &options->env};
	struct text_list *list = &plan->environment;
	size_t source, i;

	for (source = 0; source < ARRAY_SIZE(sources); source++)
		for (i = 0; i < sources[source]->count; i++)
			if (strchr(sources[source]->items[i], '=') != NULL)
				text_list_add(list, arena, sources[source]->items[i]);
	if (find_variable(list, "PATH=") == NULL)
		text_list_add(list, arena, arena_printf(arena, "PATH=%s", usual_path));
	if (find_variable(list, "HOME=") == NULL)
		text_list_add(list, arena, arena_printf(arena, "HOME=%s", plan->user.home));
}

/* Makes the working folder when the image lacks it, as runtimes do. */
static int
make_workdir(
    int root, const struct run_options *options, const struct run_plan *plan, struct error *err)
{
	SCOPED(fd) int folder = image_make_folder(root, plan->workdir, options->owners, err);

	if (folder >= 0)
		return 0;
	err->kind = ERROR_FAILED;
	return error_wrap(err, "the working folder \"%s\"", plan->workdir);
}

/* bubblewrap prints these as they are when they lead nowhere. */
static int
check_name(struct arena *arena, const char *what, const char *name, struct error *err)
{
	if (strcmp(text_visible(arena, name), name) == 0)
		return 0;
	return error_set(
	    err, ERROR_REFUSED, "%s \"%s\" has characters that a terminal would obey", what, name);
}

static int
prepare_root(struct arena *arena, const struct image_config *config,
    const struct run_options *options, struct run_plan *plan, struct error *err)
{
	const char *workdir = options->workdir != NULL ? options->workdir : config->workdir;
	SCOPED(fd) int root = open(options->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct run_places places = {
	    .root = root, .owners = options->owners, .host_network = options->host_network};
	struct run_program program = {.name = plan->program, .emulated = options->emulator != NULL};

	if (root < 0)
		return error_errno(err, "cannot open \"%s\"", options->root);
	plan->workdir =
	    path_clean(arena, arena_printf(arena, "/%s", workdir == NULL ? "" : workdir));
	if (check_name(arena, "the working folder", plan->workdir, err) != 0 ||
	    check_name(arena, "the program", plan->program, err) != 0)
		return -1;
	if (options->emulator != NULL) {
		places.emulator = process_find(arena, options->emulator);
		if (places.emulator == NULL)
			return error_set(err, ERROR_NOT_FOUND,
			    "the emulator \"%s\" is not installed or not in PATH",
			    options->emulator);
	}
	if (run_user_find(arena, root, options->user != NULL ? options->user : config->user,
		&plan->user, err) != 0 ||
	    run_places_make(arena, &places, err) != 0 ||
	    make_workdir(root, options, plan, err) != 0)
		return -1;
	make_environment(arena, config, options, plan);
	program.workdir = plan->workdir;
	program.path = find_variable(&plan->environment, "PATH=");
	return run_program_check(arena, root, &program, err);
}

int
run_plan_prepare(struct arena *arena, const struct image_manifest *manifest,
    const struct run_options *options, struct run_plan *ret_plan, struct error *err)
{
	const struct image_config *config = &manifest->config;
	const struct platform *platform = platform_of_oci(config->architecture, config->variant);
	struct run_plan plan = {
	    .emulated = options->emulator != NULL || run_program_is_foreign(platform)};

	if ((options->emulator == NULL && run_program_check_platform(arena, platform, err) != 0) ||
	    find_command(arena, config, options, &plan.command, err) != 0)
		return -1;
	plan.program = plan.command.items[0];
	if (prepare_root(arena, config, options, &plan, err) != 0)
		return -1;
	*ret_plan = plan;
	return 0;
}

static const char *
number(struct arena *arena, unsigned long value)
{
	return arena_printf(arena, "%lu", value);
}

/* Adds the options for namespaces, ids and capabilities. */
static void
add_identity(struct arena *arena, const struct run_options *options, const struct run_plan *plan,
    const struct run_sandbox *sandbox, struct text_list *list)
{
	static const char *const kept[] = {"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER",
	    "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETFCAP", "CAP_SETGID",
	    "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT"};
	bool owners = sandbox->user_namespace >= 0;
	const char *space = number(arena, (unsigned long)sandbox->user_namespace);
	size_t i;

	ADD(list, arena, "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-uts",
	    "--unshare-cgroup-try");
	if (!options->host_network)
		text_list_add(list, arena, "--unshare-net");
	/* --block-fd makes bubblewrap close the descriptor before the program starts; --userns
	 * leaves it open */
	if (owners)
		ADD(list, arena, "--userns", space, "--block-fd", space);
	else
		text_list_add(list, arena, "--unshare-user");
	ADD(list, arena, "--uid", number(arena, plan->user.user), "--gid",
	    number(arena, plan->user.group), "--cap-drop", "ALL");
	/* the capabilities that engines give to root; here root is of a
	 * namespace whose ids no user of the host has */
	for (i = 0; i < ARRAY_SIZE(kept) && owners && plan->user.user == 0; i++)
		ADD(list, arena, "--cap-add", kept[i]);
}

/* Hides files of /proc that tell of other users' work on the machine, also in a
 * namespace. */
static void
add_masks(struct arena *arena, struct text_list *list)
{
	static const char *const files[] = {
	    "/proc/keys", "/proc/key-users", "/proc/kcore", "/proc/timer_list"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (file_exists(files[i]))
			ADD(list, arena, "--ro-bind", "/dev/null", files[i]);
}

static void
add_variables(struct arena *arena, const struct run_plan *plan, struct text_list *list)
{
	size_t i;

	for (i = 0; i < plan->environment.count; i++) {
		const char *text = plan->environment.items[i];
		size_t length = strcspn(text, "=");

		if (length > 0)
			ADD(list, arena, "--setenv", arena_copy(arena, text, length),
			    text + length + 1);
	}
}

const char *const *
run_plan_arguments(struct arena *arena, const struct run_options *options,
    const struct run_plan *plan, const struct run_sandbox *sandbox)
{
	struct text_list list = {0};
	size_t i;

	add_identity(arena, options, plan, sandbox, &list);
	/* process 1 cannot end by a signal of its own, and an emulator ends
	 * itself by the signal that ended its program */
	if (!plan->emulated)
		text_list_add(&list, arena, "--as-pid-1");
	/* a program with mote's terminal could type into it; mote hands Ctrl-C
	 * over instead */
	ADD(&list, arena, "--die-with-parent", "--new-session", "--hostname", "mote", "--info-fd",
	    number(arena, (unsigned long)sandbox->info));
	if (sandbox->filter >= 0)
		ADD(&list, arena, "--seccomp", number(arena, (unsigned long)sandbox->filter));
	ADD(&list, arena, "--bind", sandbox->root, "/", "--proc", "/proc");
	add_masks(arena, &list);
	/* when mote is root, and the program has no other id, the kernel would
	 * let the program write to /proc/sys */
	ADD(&list, arena, "--remount-ro", "/proc", "--dev", "/dev");
	if (sandbox->shared != NULL)
		ADD(&list, arena, "--bind", sandbox->shared, "/dev/shm");
	add_variables(arena, plan, &list);
	ADD(&list, arena, "--chdir", plan->workdir, "--");
	if (options->emulator != NULL)
		text_list_add(&list, arena, run_places_emulator);
	for (i = 0; i < plan->command.count; i++)
		text_list_add(&list, arena, plan->command.items[i]);
	text_list_add(&list, arena, NULL);
	return list.items;
}
