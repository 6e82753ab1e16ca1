#include "command/run_plan.h"

#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PASSWD_LIMIT = 1 << 20 };

static const char emulator_place[] = ".mote-emulator"; /* in the image */

static void
add(struct text_list *list, struct arena *arena, const char *first, const char *second)
{
	text_list_add(list, arena, first);
	if (second != NULL)
		text_list_add(list, arena, second);
}

/* A field of a line of colons, or NULL. */
static const char *
field(struct arena *arena, const char *line, size_t length, unsigned at)
{
	const char *end = line + length;

	for (; at > 0; at--) {
		line = memchr(line, ':', (size_t)(end - line));
		if (line == NULL)
			return NULL;
		line++;
	}
	return arena_copy(arena, line,
	    strcspn(line, ":\n") < (size_t)(end - line) ? strcspn(line, ":\n")
							: (size_t)(end - line));
}

/* The image's own passwd or group, "" when it has none: never the host's, wherever a link in the image leads. */
static const char *
read_inside(struct arena *arena, int root, const char *path)
{
	SCOPED(fd) int fd = image_open_inside(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct error ignored;
	struct text bytes;

	if (fd < 0 ||
	    file_read(arena, arena_printf(arena, "/proc/self/fd/%d", fd), PASSWD_LIMIT, &bytes,
		&ignored) != 0)
		return "";
	return text_string(&bytes);
}

/* Of the line whose field `key` is `name` the field `value`; NULL: there is none. */
static const char *
look_up(struct arena *arena, const char *lines, const char *name, const unsigned fields[2])
{
	const char *line;

	for (line = lines; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		const char *found = field(arena, line, length, fields[0]);

		if (found != NULL && strcmp(found, name) == 0)
			return field(arena, line, length, fields[1]);
		line += length;
		line += *line == '\n';
	}
	return NULL;
}

/* Turns "65532:65532", "nobody" or "root:staff" into numbers, by the image's own files. */
static int
find_user(
    struct arena *arena, int root, const char *user, const char *ret_ids[2], struct error *err)
{
	static const unsigned name_to_id[] = {0, 2}, name_to_group[] = {0, 3},
			      id_to_group[] = {2, 3};
	const char *passwd = read_inside(arena, root, "/etc/passwd");
	const char *colon = user == NULL ? NULL : strchr(user, ':');
	const char *name, *group;
	uint64_t number;

	ret_ids[0] = ret_ids[1] = "0";
	if (user == NULL || user[0] == '\0')
		return 0;
	name = colon == NULL ? user : arena_copy(arena, user, (size_t)(colon - user));
	if (text_to_number(name, UINT32_MAX - 1, &number) == 0) {
		ret_ids[0] = name;
		group = look_up(arena, passwd, name, id_to_group);
	} else {
		ret_ids[0] = look_up(arena, passwd, name, name_to_id);
		group = look_up(arena, passwd, name, name_to_group);
	}
	if (ret_ids[0] == NULL)
		return error_set(err, ERROR_FAILED,
		    "the image has no user \"%s\" in its /etc/passwd; give a number", name);
	if (colon != NULL && text_to_number(colon + 1, UINT32_MAX - 1, &number) == 0)
		group = colon + 1;
	else if (colon != NULL)
		group =
		    look_up(arena, read_inside(arena, root, "/etc/group"), colon + 1, name_to_id);
	if (group == NULL && colon != NULL)
		return error_set(err, ERROR_FAILED,
		    "the image has no group \"%s\" in its /etc/group; give a number", colon + 1);
	ret_ids[1] = group == NULL ? "0" : group;
	if (text_to_number(ret_ids[0], UINT32_MAX - 1, &number) == 0 &&
	    text_to_number(ret_ids[1], UINT32_MAX - 1, &number) == 0)
		return 0;
	return error_set(err, ERROR_FAILED,
	    "the image's /etc/passwd or /etc/group gives \"%s\" no number; give one", user);
}

/* The command: entrypoint and cmd, as conversion.md puts them together. */
static int
find_command(struct arena *arena, const struct image_config *config,
    const struct run_wishes *wishes, struct text_list *command, struct error *err)
{
	bool own = wishes->arguments[0] != NULL || wishes->entrypoint != NULL;
	const char *const *argument;
	size_t i;

	if (wishes->entrypoint != NULL)
		text_list_add(command, arena, wishes->entrypoint);
	else
		for (i = 0; i < config->entrypoint.count; i++)
			text_list_add(command, arena, config->entrypoint.items[i]);
	for (argument = wishes->arguments; *argument != NULL; argument++)
		text_list_add(command, arena, *argument);
	for (i = 0; i < config->cmd.count && !own; i++)
		text_list_add(command, arena, config->cmd.items[i]);
	if (command->count == 0)
		return error_set(err, ERROR_USAGE,
		    "the image has neither entrypoint nor cmd; name a command after it");
	return 0;
}

static void
add_environment(struct text_list *list, struct arena *arena, const struct image_config *config,
    const struct run_wishes *wishes)
{
	const struct text_list *const sources[] = {&config->env, &wishes->env};
	size_t source, i;

	text_list_add(list, arena, "--clearenv");
	for (source = 0; source < ARRAY_SIZE(sources); source++) {
		for (i = 0; i < sources[source]->count; i++) {
			const char *text = sources[source]->items[i];
			size_t length = strcspn(text, "=");

			if (text[length] == '\0')
				continue;
			text_list_add(list, arena, "--setenv");
			add(list, arena, arena_copy(arena, text, length), text + length + 1);
		}
	}
}

/* A program that this processor cannot execute is said before bubblewrap says "Exec format error". */
static int
check_processor(struct arena *arena, const struct image_manifest *manifest,
    const struct run_wishes *wishes, struct error *err)
{
	const struct platform *host = platform_host(), *image;

	image = platform_of_oci(manifest->config.architecture, manifest->config.variant);
	if (wishes->emulator != NULL || image == host || image == NULL || host == NULL)
		return 0;
	if (strcmp(host->name, "linux/amd64") == 0 && strcmp(image->name, "linux/386") == 0)
		return 0;
	if (file_exists(arena_printf(arena, "/proc/sys/fs/binfmt_misc/qemu-%s", image->triple)))
		return 0;
	return error_set(err, ERROR_FAILED,
	    "the image is for %s and this is %s; --emulator=qemu-%.*s-static runs it", image->name,
	    host->name, (int)strcspn(image->triple, "-"), image->triple);
}

static int
add_emulator(struct arena *arena, const struct run_wishes *wishes, struct text_list *list,
    struct text_list *command, struct error *err)
{
	struct text_list emulated = {0};
	char *program;
	size_t i;

	if (wishes->emulator == NULL)
		return 0;
	program = process_find(arena, wishes->emulator);
	if (program == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "the emulator \"%s\" is not installed or not in PATH", wishes->emulator);
	text_list_add(list, arena, "--ro-bind");
	add(list, arena, program, arena_printf(arena, "/%s", emulator_place));
	text_list_add(&emulated, arena, arena_printf(arena, "/%s", emulator_place));
	for (i = 0; i < command->count; i++)
		text_list_add(&emulated, arena, command->items[i]);
	*command = emulated;
	return 0;
}

/* What a runtime mounts over. bubblewrap would follow a link of the image to the host, and make there what is
 * missing: what it is given is made here, where no link is followed. */
static int
make_places(int root, const struct run_wishes *wishes, struct error *err)
{
	static const char *const folders[] = {"proc", "dev"};
	struct stat status;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		if (mkdirat(root, folders[i], 0755) == 0)
			continue;
		if (errno != EEXIST || fstatat(root, folders[i], &status, AT_SYMLINK_NOFOLLOW) != 0)
			return error_errno(err, "cannot make \"/%s\" in the image", folders[i]);
		if (!S_ISDIR(status.st_mode))
			return error_set(err, ERROR_FAILED,
			    "\"/%s\" of the image is no folder, and every runtime mounts over it",
			    folders[i]);
	}
	if (wishes->emulator != NULL) {
		SCOPED(fd)
		int fd =
		    openat(root, emulator_place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		if (fd < 0)
			return error_errno(err, "cannot make \"/%s\" in the image", emulator_place);
	}
	return 0;
}

/* The last of the image's variables and the user's; NULL: there is none. */
static const char *
find_variable(
    const struct image_config *config, const struct run_wishes *wishes, const char *name_and_sign)
{
	const struct text_list *const sources[] = {&config->env, &wishes->env};
	const char *found = NULL;
	size_t source, i;

	for (source = 0; source < ARRAY_SIZE(sources); source++)
		for (i = 0; i < sources[source]->count; i++)
			if (text_starts_with(sources[source]->items[i], name_and_sign))
				found = sources[source]->items[i] + strlen(name_and_sign);
	return found;
}

static bool
is_inside(int root, const char *path)
{
	SCOPED(fd) int fd = image_open_inside(root, path, O_PATH);

	/* whatever else is wrong, the start will say so */
	return fd >= 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* Said here in mote's words, before bubblewrap says "execvp". */
static int
check_command(
    struct arena *arena, int root, const struct run_plan *plan, const char *path, struct error *err)
{
	const char *program = plan->program;

	if (strchr(program, '/') != NULL) {
		if (is_inside(root, path_join(arena, plan->workdir, program)))
			return 0;
		return error_set(
		    err, ERROR_NOT_FOUND, "the image has no file \"%s\" to start", program);
	}
	while (path != NULL && *path != '\0') {
		size_t length = strcspn(path, ":");
		char *folder = path_join(arena, plan->workdir, arena_copy(arena, path, length));

		if (is_inside(root, path_join(arena, folder, program)))
			return 0;
		path += length;
		path += *path == ':';
	}
	return error_set(err, ERROR_NOT_FOUND,
	    "the image has no \"%s\" in a folder of its PATH; name it with its folder", program);
}

static void
add_sandbox(struct arena *arena, const struct run_wishes *wishes, const char *const ids[2],
    struct text_list *list)
{
	add(list, arena, "bwrap", "--unshare-all");
	if (!wishes->no_network)
		text_list_add(list, arena, "--share-net");
	add(list, arena, "--as-pid-1", "--die-with-parent");
	/* without mote's terminal, into which it could type (TIOCSTI); mote hands Ctrl-C over */
	text_list_add(list, arena, "--new-session");
	add(list, arena, "--info-fd", arena_printf(arena, "%d", wishes->info_fd));
	add(list, arena, "--hostname", "mote");
	add(list, arena, "--uid", ids[0]);
	add(list, arena, "--gid", ids[1]);
	text_list_add(list, arena, "--bind");
	add(list, arena, wishes->root, "/");
	add(list, arena, "--proc", "/proc");
	add(list, arena, "--dev", "/dev");
}

/* The folder to start in is made when the image lacks it, as runtimes do. */
static int
prepare(struct arena *arena, const struct image_config *config, const struct run_wishes *wishes,
    struct run_plan *plan, struct error *err)
{
	const char *workdir = wishes->workdir != NULL ? wishes->workdir : config->workdir;
	SCOPED(fd) int root = open(wishes->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(fd) int folder = -1;

	if (root < 0)
		return error_errno(err, "cannot open \"%s\"", wishes->root);
	plan->workdir =
	    path_clean(arena, arena_printf(arena, "/%s", workdir == NULL ? "" : workdir));
	if (find_user(arena, root, wishes->user != NULL ? wishes->user : config->user, plan->ids,
		err) != 0 ||
	    make_places(root, wishes, err) != 0)
		return -1;
	folder = image_make_folder(root, plan->workdir, err);
	if (folder < 0) {
		err->kind = ERROR_FAILED;
		return error_wrap(err, "the working folder \"%s\"", plan->workdir);
	}
	return check_command(arena, root, plan, find_variable(config, wishes, "PATH="), err);
}

int
run_plan_make(struct arena *arena, const struct image_manifest *manifest,
    const struct run_wishes *wishes, struct run_plan *ret_plan, struct error *err)
{
	const struct image_config *config = &manifest->config;
	struct text_list list = {0}, command = {0};
	struct run_plan plan = {0};
	size_t i;

	if (process_find(arena, "bwrap") == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "\"bwrap\" is not installed; Debian's package is bubblewrap");
	if (check_processor(arena, manifest, wishes, err) != 0 ||
	    find_command(arena, config, wishes, &command, err) != 0)
		return -1;
	plan.program = command.items[0];
	if (prepare(arena, config, wishes, &plan, err) != 0)
		return -1;
	add_sandbox(arena, wishes, plan.ids, &list);
	if (add_emulator(arena, wishes, &list, &command, err) != 0)
		return -1;
	add_environment(&list, arena, config, wishes);
	add(&list, arena, "--chdir", plan.workdir);
	text_list_add(&list, arena, "--");
	for (i = 0; i < command.count; i++)
		text_list_add(&list, arena, command.items[i]);
	text_list_add(&list, arena, NULL);
	plan.arguments = list.items;
	*ret_plan = plan;
	return 0;
}
