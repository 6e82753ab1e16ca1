#include "command/run_plan.h"

#include "base/file.h"
#include "base/path.h"
#include "base/process.h"

#include <string.h>

enum { PASSWD_LIMIT = 1 << 20 };

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

/* The line of the image's own passwd or group whose field `key` is `name`; gives field `value`. */
static const char *
look_up(struct arena *arena, const char *path, const char *name, unsigned key, unsigned value)
{
	struct error ignored;
	struct text bytes;
	const char *line;

	if (file_read(arena, path, PASSWD_LIMIT, &bytes, &ignored) != 0)
		return NULL;
	for (line = bytes.bytes; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		const char *found = field(arena, line, length, key);

		if (found != NULL && strcmp(found, name) == 0)
			return field(arena, line, length, value);
		line += length;
		line += *line == '\n';
	}
	return NULL;
}

/* Turns "65532:65532", "nobody" or "root:staff" into numbers, by the image's own files. */
static int
find_user(struct arena *arena, const char *root, const char *user, const char *ret_ids[2],
    struct error *err)
{
	char *passwd = path_join(arena, root, "etc/passwd");
	const char *colon = user == NULL ? NULL : strchr(user, ':');
	const char *name, *group;
	uint64_t number;

	ret_ids[0] = ret_ids[1] = "0";
	if (user == NULL || user[0] == '\0')
		return 0;
	name = colon == NULL ? user : arena_copy(arena, user, (size_t)(colon - user));
	if (text_to_number(name, UINT32_MAX - 1, &number) == 0) {
		ret_ids[0] = name;
		group = look_up(arena, passwd, name, 2, 3);
	} else {
		ret_ids[0] = look_up(arena, passwd, name, 0, 2);
		group = look_up(arena, passwd, name, 0, 3);
	}
	if (ret_ids[0] == NULL)
		return error_set(err, ERROR_FAILED,
		    "the image has no user \"%s\" in its /etc/passwd; give a number", name);
	if (colon != NULL && text_to_number(colon + 1, UINT32_MAX - 1, &number) == 0)
		group = colon + 1;
	else if (colon != NULL)
		group = look_up(arena, path_join(arena, root, "etc/group"), colon + 1, 0, 2);
	if (group == NULL && colon != NULL)
		return error_set(err, ERROR_FAILED,
		    "the image has no group \"%s\" in its /etc/group; give a number", colon + 1);
	ret_ids[1] = group == NULL ? "0" : group;
	return 0;
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
	add(list, arena, program, "/.mote-emulator");
	text_list_add(&emulated, arena, "/.mote-emulator");
	for (i = 0; i < command->count; i++)
		text_list_add(&emulated, arena, command->items[i]);
	*command = emulated;
	return 0;
}

int
run_plan_make(struct arena *arena, const struct image_manifest *manifest,
    const struct run_wishes *wishes, struct run_plan *ret_plan, struct error *err)
{
	const struct image_config *config = &manifest->config;
	const char *user = wishes->user != NULL ? wishes->user : config->user;
	const char *workdir = wishes->workdir != NULL ? wishes->workdir : config->workdir;
	struct text_list list = {0}, command = {0};
	const char *ids[2];
	size_t i;

	if (process_find(arena, "bwrap") == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "\"bwrap\" is not installed; Debian's package is bubblewrap");
	if (check_processor(arena, manifest, wishes, err) != 0 ||
	    find_user(arena, wishes->root, user, ids, err) != 0 ||
	    find_command(arena, config, wishes, &command, err) != 0)
		return -1;
	add(&list, arena, "bwrap", "--unshare-all");
	if (!wishes->no_network)
		text_list_add(&list, arena, "--share-net");
	add(&list, arena, "--as-pid-1", "--die-with-parent");
	add(&list, arena, "--info-fd", arena_printf(arena, "%d", RUN_INFO_FD));
	add(&list, arena, "--hostname", "mote");
	add(&list, arena, "--uid", ids[0]);
	add(&list, arena, "--gid", ids[1]);
	text_list_add(&list, arena, "--bind");
	add(&list, arena, wishes->root, "/");
	add(&list, arena, "--proc", "/proc");
	add(&list, arena, "--dev", "/dev");
	if (add_emulator(arena, wishes, &list, &command, err) != 0)
		return -1;
	add_environment(&list, arena, config, wishes);
	add(&list, arena, "--chdir", workdir == NULL || workdir[0] == '\0' ? "/" : workdir);
	text_list_add(&list, arena, "--");
	for (i = 0; i < command.count; i++)
		text_list_add(&list, arena, command.items[i]);
	text_list_add(&list, arena, NULL);
	ret_plan->arguments = list.items;
	return 0;
}
