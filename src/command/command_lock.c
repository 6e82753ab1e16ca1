#include "base/file.h"
#include "base/path.h"
#include "command/command.h"
#include "command/lock_report.h"
#include "command/verbs.h"
#include "packages/package_project.h"
#include "spec/spec_trust.h"

#include <string.h>

struct lock_flags {
	const char *file;
	bool update, check, bare, without_signature;
};

static const struct flag flags[] = {
    {"update", 0, NULL, "take new versions: of each NAME, or of all",
	FLAG_SWITCH(struct lock_flags, update)},
    {"check", 0, NULL, "write nothing: does mote.lock fit mote.yaml?",
	FLAG_SWITCH(struct lock_flags, check)},
    {"bare", 0, NULL, "lock mote's own tools too, where they are needed",
	FLAG_SWITCH(struct lock_flags, bare)},
    {"unsigned", 0, NULL, "do not check the signature of the archive",
	FLAG_SWITCH(struct lock_flags, without_signature)},
    {"config", 'f', "FILE", "the configuration, instead of DIR/mote.yaml",
	FLAG_TEXT(struct lock_flags, file)},
    {0},
};

/* The project of one call. */
struct lock_call {
	struct arena *arena;
	const struct lock_flags *own;
	const char *file, *path; /* mote.yaml and mote.lock */
	struct project_names wanted;
	struct package_lock earlier;
	struct text_list updates;
};

/* Without --update the operand is a folder, else the operands are names. */
static int
read_operands(struct lock_call *lock, const struct flag_result *result, struct error *err)
{
	const char *folder = ".";
	size_t i;

	if (lock->own->update && lock->own->check)
		return error_set(err, ERROR_USAGE,
		    "--check writes nothing, and --update writes mote.lock; give one of them");
	if (lock->own->update) {
		for (i = 0; i < result->operand_count; i++)
			text_list_add(&lock->updates, lock->arena, result->operands[i]);
	} else if (result->operand_count > 1) {
		return error_set(err, ERROR_USAGE,
		    "lock takes one folder; \"mote lock --update NAME...\" updates packages");
	} else if (result->operand_count == 1) {
		folder = result->operands[0];
		if (!file_is_folder(folder))
			return error_set(err, ERROR_NOT_FOUND,
			    "there is no folder \"%s\"; packages are named in mote.yaml", folder);
	}
	lock->file =
	    lock->own->file != NULL ? lock->own->file : path_join(lock->arena, folder, "mote.yaml");
	if (!file_exists(lock->file))
		return error_set(err, ERROR_NOT_FOUND,
		    "there is no \"%s\"; \"mote init\" writes one", lock->file);
	lock->path = package_project_path(lock->arena, lock->file);
	return 0;
}

static size_t
count_host(const struct package_lock *lock, const char *host)
{
	size_t i, count = 0;

	for (i = 0; i < lock->count; i++)
		count += strcmp(lock->items[i].host, host) == 0;
	return count;
}

static const char *
summary(const struct lock_call *lock, const struct package_lock *now, bool written)
{
	struct text text;
	size_t i;

	text_init(&text, lock->arena);
	text_printf(&text, "%s: ", text_visible(lock->arena, lock->path));
	for (i = 0; package_hosts[i] != NULL; i++) {
		size_t count = count_host(now, package_hosts[i]);

		text_printf(&text, "%s%zu package%s for %s", i == 0 ? "" : ", ", count,
		    count == 1 ? "" : "s", package_hosts[i]);
	}
	text_add(&text, written ? "\n" : ", unchanged\n");
	return text_string(&text);
}

/* Writes the file only if it would say something else; otherwise the file, with
 * its comments, is left as it is. */
static int
write_lock(const struct lock_call *lock, const struct package_lock *now, struct error *err)
{
	struct arena *arena = lock->arena;
	const char *bytes = package_lock_print(arena, now);
	bool same = lock->earlier.suite != NULL &&
	    strcmp(bytes, package_lock_print(arena, &lock->earlier)) == 0;

	if (!same && file_write_durable(lock->path, bytes, strlen(bytes), 0644, err) != 0)
		return -1;
	return command_print(arena_printf(arena, "%s%s", lock_report(arena, &lock->earlier, now),
				 summary(lock, now, !same)),
	    err);
}

static int
make_lock(const struct lock_call *lock, struct error *err)
{
	static const struct package_lock none = {.suite = PACKAGE_SUITE};
	bool fits = lock->earlier.suite != NULL && strcmp(lock->earlier.suite, PACKAGE_SUITE) == 0;
	const struct project_wish wish = {.wanted = &lock->wanted,
	    .earlier = fits ? &lock->earlier : &none,
	    .update = lock->own->update,
	    .update_names = &lock->updates,
	    .without_signature = lock->own->without_signature,
	    .bare = lock->own->bare};
	struct package_lock now = none;

	if (lock->wanted.names.count == 0 && lock->earlier.suite == NULL)
		return command_print(arena_printf(lock->arena,
					 "%s names no \"packages\": there is nothing to lock\n",
					 text_visible(lock->arena, lock->file)),
		    err);
	if (lock->wanted.names.count > 0 &&
	    package_project_solve(lock->arena, &wish, &now, err) != 0)
		return -1;
	return write_lock(lock, &now, err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct lock_flags own = {0};
	const struct flag_group groups[] = {{NULL, NULL, flags, &own}, {0}};
	struct lock_call lock = {.arena = call->arena, .own = &own};
	struct package_lock tools = {0};
	struct project_check check = {NULL, &lock.earlier, &lock.wanted.names, &tools};
	struct flag_result result;
	struct spec spec = {0};

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	spec_trust_environment(call->arena, &spec);
	if (read_operands(&lock, &result, err) != 0 ||
	    package_project_names(call->arena, lock.file, &spec.trust, &lock.wanted, err) != 0 ||
	    package_project_read(call->arena, lock.path, &lock.earlier, err) != 0 ||
	    (!own.bare && package_lock_of_tools(call->arena, &tools, err) != 0))
		return -1;
	check.path = lock.path;
	return own.check ? package_project_check(&check, err) : make_lock(&lock, err);
}

const struct command command_lock = {
    .name = "lock",
    .usage = "mote lock [FLAG...] [DIR | --update [NAME...]]",
    .summary = "pin the Debian packages that a build names",
    .minor = true,
    .operands = "DIR",
    .run = run,
};
