#include "sandbox/landlock.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "sandbox/call_filter.h"
#include "sandbox/host_files.h"
#include "sandbox/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The first ABI of Landlock that can refuse truncation. */
enum { TRUNCATION_ABI = 3 };
/* Rights of later kernels that the headers of Debian 12 do not name. */
enum { RIGHTS_OF_ABI_1 = 13, RIGHT_TRUNCATE = 14, RIGHT_DEVICE_IOCTL = 15 };

/* struct landlock_ruleset_attr as of ABI 6: a kernel takes as much of it as it
 * knows. */
struct rules_attribute {
	uint64_t files, network, scoped;
};
enum { SCOPE_ABSTRACT_SOCKETS = 1, SCOPE_SIGNALS = 2 };

enum access { READ, WRITE, FILL, LIST };

struct rule {
	const char *path; /* one that does not exist is skipped */
	enum access access;
};

/* The strict rung shows these files too, besides those of host_files.h. */
static const struct rule system_rules[] = {
    {"/etc/passwd", READ},
    {"/etc/group", READ},
    {"/proc", READ},
    {"/dev/null", WRITE},
    {"/dev/zero", WRITE},
    {"/dev/full", WRITE},
    {"/dev/random", READ},
    {"/dev/urandom", READ},
};

static int
landlock_version(void)
{
	return (int)syscall(
	    SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
}

int
landlock_available(struct error *err)
{
	if (landlock_version() < 1)
		return error_set(err, ERROR_REFUSED, "this kernel has no Landlock");
	if (!call_filter_known() || prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
		return error_set(err, ERROR_REFUSED, "this kernel has no system call filter");
	return 0;
}

/* Every right that this kernel can take away. Renaming between folders is the
 * one of ABI 2; a kernel without it refuses such renames once any rule is laid
 * on. */
static uint64_t
rights_of_version(int version)
{
	uint64_t rights = ((uint64_t)1 << RIGHTS_OF_ABI_1) - 1;

	if (version >= 2)
		rights |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= TRUNCATION_ABI)
		rights |= (uint64_t)1 << RIGHT_TRUNCATE;
	if (version >= 5)
		rights |= (uint64_t)1 << RIGHT_DEVICE_IOCTL;
	return rights;
}

/* The rules that are being made, and what they must not allow to be read. */
struct rules {
	int file;
	uint64_t handled;
	const struct text_list *hidden;
};

/* Allows an opened file, or a folder with all that lies below it. */
static int
allow_opened(const struct rules *rules, int opened, const struct rule *rule, struct error *err)
{
	const uint64_t reading =
	    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	const uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
	    LANDLOCK_ACCESS_FS_WRITE_FILE | (uint64_t)1 << RIGHT_TRUNCATE |
	    (uint64_t)1 << RIGHT_DEVICE_IOCTL;
	const uint64_t rights[] = {[READ] = reading,
	    [WRITE] = ~(uint64_t)0,
	    [FILL] = ~(uint64_t)LANDLOCK_ACCESS_FS_REFER,
	    [LIST] = LANDLOCK_ACCESS_FS_READ_DIR};
	struct landlock_path_beneath_attr attribute = {
	    .parent_fd = opened, .allowed_access = rules->handled & rights[rule->access]};
	struct stat status;

	if (fstat(opened, &status) != 0)
		return error_errno(err, "cannot open \"%s\"", rule->path);
	if (!S_ISDIR(status.st_mode))
		attribute.allowed_access &= of_files;
	if (syscall(SYS_landlock_add_rule, rules->file, LANDLOCK_RULE_PATH_BENEATH, &attribute,
		0U) != 0)
		return error_errno(err, "cannot allow \"%s\" in the sandbox", rule->path);
	return 0;
}

static bool
holds_hidden(const struct rules *rules, const char *folder)
{
	size_t i;

	for (i = 0; i < rules->hidden->count; i++)
		if (path_is_inside(folder, rules->hidden->items[i]))
			return true;
	return false;
}

static int allow_entries(
    const struct rules *rules, int opened, const struct rule *rule, struct error *err);

/* `rule->path` is absolute and without links. What a build may write is its
 * own. */
static int
allow_shown(const struct rules *rules, int opened, const struct rule *rule, struct error *err)
{
	if (rule->access == WRITE || !holds_hidden(rules, rule->path))
		return allow_opened(rules, opened, rule, err);
	return allow_entries(rules, opened, rule, err);
}

/* A link gets no rule: its own place needs none, and one here would allow what
 * it leads to. */
static int
allow_entry(const struct rules *rules, int folder, const struct rule *rule, struct error *err)
{
	SCOPED(fd)
	int opened = openat(folder, path_base(rule->path), O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (text_list_has(rules->hidden, rule->path))
		return 0;
	if (opened < 0 && (errno == ENOENT || errno == EACCES))
		return 0;
	if (opened < 0 || fstat(opened, &status) != 0)
		return error_errno(err, "cannot open \"%s\"", rule->path);
	return S_ISLNK(status.st_mode) ? 0 : allow_shown(rules, opened, rule, err);
}

/* Allows to list the folder and all below it, and to read what is not
 * hidden. */
static int
allow_entries(const struct rules *rules, int opened, const struct rule *rule, struct error *err)
{
	const struct rule list = {rule->path, LIST};
	SCOPED(fd) int folder = openat(opened, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(directory) DIR *entries = folder < 0 ? NULL : file_open_entries(folder);
	struct dirent *entry;
	struct arena arena = {0};
	int status = 0;

	if (entries == NULL)
		return error_errno(err, "cannot read the folder \"%s\"", rule->path);
	if (allow_opened(rules, opened, &list, err) != 0)
		return -1;
	while (status == 0 && (entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			const struct rule inner = {
			    path_join(&arena, rule->path, entry->d_name), rule->access};

			status = allow_entry(rules, folder, &inner, err);
		}
	arena_release(&arena);
	return status;
}

static int
allow(const struct rules *rules, const struct rule *rule, struct error *err)
{
	SCOPED(fd) int opened = open(rule->path, O_PATH | O_CLOEXEC);
	SCOPED(heap) char *real = opened < 0 ? NULL : realpath(rule->path, NULL);
	const struct rule shown = {real, rule->access};

	if (opened < 0 && errno == ENOENT)
		return 0;
	if (real == NULL)
		return error_errno(err, "cannot open \"%s\"", rule->path);
	return allow_shown(rules, opened, &shown, err);
}

static int
allow_all(const struct rules *rules, const char *const *paths, struct error *err)
{
	for (; *paths != NULL; paths++)
		if (allow(rules, &(struct rule){*paths, READ}, err) != 0)
			return -1;
	return 0;
}

/* "/" of the chroot rung, which has nothing of the host. A file of root that is
 * in there must get no name in a folder of the command: FILL. */
static int
allow_root(const struct rules *rules, const struct sandbox *sandbox, struct error *err)
{
	const struct rule root = {"/", sandbox->root.layer == NULL ? READ : FILL},
			  temporary = {"/tmp", WRITE};

	if (sandbox->rung != ISOLATION_CHROOT)
		return 0;
	return allow(rules, &root, err) != 0 ? -1 : allow(rules, &temporary, err);
}

int
landlock_restrict(const struct sandbox *sandbox, struct error *err)
{
	int version = landlock_version();
	struct rules_attribute attribute = {.files = rights_of_version(version)};
	size_t size = offsetof(struct rules_attribute, network), i;
	SCOPED(fd) int file = -1;
	struct rules rules = {.handled = attribute.files, .hidden = &sandbox->hidden.paths};

	if (version >= 6) {
		attribute.scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
		size = sizeof(attribute);
	}
	rules.file = file = (int)syscall(SYS_landlock_create_ruleset, &attribute, size, 0U);
	if (file < 0)
		return error_errno(err, "cannot make the sandbox's file rules");
	for (i = 0; i < ARRAY_SIZE(system_rules); i++)
		if (allow(&rules, &system_rules[i], err) != 0)
			return -1;
	for (i = 0; i < sandbox->bind_count; i++) {
		const struct sandbox_bind *bind = &sandbox->binds[i];
		struct rule rule = {bind->from, bind->writable ? WRITE : READ};

		if (allow(&rules, &rule, err) != 0)
			return -1;
	}
	if (allow_root(&rules, sandbox, err) != 0 || allow_all(&rules, host_folders, err) != 0 ||
	    allow_all(&rules, host_files, err) != 0 ||
	    (sandbox->network && allow_all(&rules, host_network_files, err) != 0))
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    syscall(SYS_landlock_restrict_self, file, 0U) != 0)
		return error_errno(err, "cannot lay the file rules on the build");
	return 0;
}

int
landlock_enter(const struct sandbox *sandbox, struct error *err)
{
	const struct call_filter_options options = {
	    .network = sandbox->network, .refuse_truncation = landlock_version() < TRUNCATION_ABI};

	return landlock_restrict(sandbox, err) != 0 || privileges_drop(err) != 0
	    ? -1
	    : call_filter_enter(&options, err);
}
