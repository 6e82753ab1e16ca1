#include "builder/limit_watch.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <unistd.h>

enum { PROCESSES = 4096, BLOCK = 512, PROC_LIMIT = 64 << 10 };

static uint64_t
free_bytes(const char *folder)
{
	struct statvfs status;

	return statvfs(folder, &status) != 0 ? 0 : (uint64_t)status.f_bfree * status.f_frsize;
}

void
limit_watch_begin(struct limit_watch *watch, const struct spec_limits *limits, const char *work)
{
	uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);

	*watch =
	    (struct limit_watch){.limits = *limits, .folders = {work}, .free = {free_bytes(work)}};
	if (watch->limits.processes == 0)
		watch->limits.processes = PROCESSES;
	if (watch->limits.memory == 0)
		watch->limits.memory = memory / 8 * 7;
	if (watch->limits.disk == 0)
		watch->limits.disk = watch->free[0] / 8 * 7;
}

/* The kernel counts all processes of the user, so those that are there are added; of others there may come some. */
int
limit_watch_enter(const struct limit_watch *watch, struct error *err)
{
	struct rlimit limit;
	struct sysinfo system;
	uint64_t most;

	if (sysinfo(&system) != 0 || getrlimit(RLIMIT_NPROC, &limit) != 0)
		return error_errno(err, "cannot limit the processes of the build");
	most = system.procs + 2 * watch->limits.processes;
	if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > most)
		limit.rlim_cur = most;
	if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > most)
		limit.rlim_max = most;
	if (setrlimit(RLIMIT_NPROC, &limit) != 0)
		return error_errno(err, "cannot limit the processes of the build");
	return 0;
}

/* The sum of two lines in kB of a file in /proc/<id>; false: the process has ended, or is none of ours to look into. */
static bool
add_lines(pid_t id, const char *name, const char *const lines[2], uint64_t *bytes)
{
	struct arena arena = {0};
	char *path = arena_printf(&arena, "/proc/%ld/%s", (long)id, name);
	struct error ignored;
	struct text text;
	bool is_there = file_read(&arena, path, PROC_LIMIT, &text, &ignored) == 0;
	const char *line;
	size_t i;

	for (i = 0; i < 2 && is_there; i++) {
		line = strstr(text_string(&text), lines[i]);
		if (line != NULL)
			*bytes += strtoull(line + strlen(lines[i]), NULL, 10) << 10;
	}
	arena_release(&arena);
	return is_there;
}

static uint64_t
memory_at_most(const struct process_ids *family)
{
	static const char *const lines[] = {"\nVmRSS:", "\nVmSwap:"};
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < family->count; i++)
		add_lines(family->items[i], "status", lines, &bytes);
	return bytes;
}

/* Of a page that several have each one has its part. */
static uint64_t
memory_exactly(const struct process_ids *family)
{
	static const char *const lines[] = {"\nVmRSS:", "\nVmSwap:"},
				 *const parts[] = {"\nPss:", "\nSwapPss:"};
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < family->count; i++)
		if (!add_lines(family->items[i], "smaps_rollup", parts, &bytes))
			add_lines(family->items[i], "status", lines, &bytes);
	return bytes;
}

/* The build runs meanwhile, and may replace a folder by a link. O_NOFOLLOW: the link's target is
 * not counted. */
static uint64_t
folder_blocks(int parent, const char *name)
{
	SCOPED(fd)
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	SCOPED(directory) DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	uint64_t bytes = 0;

	if (folder == NULL)
		return 0;
	fd = -1;
	while ((entry = readdir(folder)) != NULL) {
		struct stat status;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		bytes += (uint64_t)status.st_blocks * BLOCK;
		if (S_ISDIR(status.st_mode))
			bytes += folder_blocks(dirfd(folder), entry->d_name);
	}
	return bytes;
}

/* Files without a name: each is counted for every process that holds it, as a build that hides so much may be. */
static uint64_t
deleted_blocks(struct arena *arena, pid_t id)
{
	char *path = arena_printf(arena, "/proc/%ld/fd", (long)id);
	SCOPED(directory) DIR *folder = opendir(path);
	struct dirent *entry;
	uint64_t bytes = 0;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		struct stat status;

		if (entry->d_name[0] != '.' &&
		    stat(path_join(arena, path, entry->d_name), &status) == 0 &&
		    S_ISREG(status.st_mode) && status.st_nlink == 0)
			bytes += (uint64_t)status.st_blocks * BLOCK;
	}
	return bytes;
}

void
limit_watch_add(struct limit_watch *watch, const char *folder)
{
	size_t last = LIMIT_WATCH_FOLDERS - 1;

	watch->folders[last] = folder;
	watch->free[last] = free_bytes(folder);
	watch->before[last] = folder_blocks(AT_FDCWD, folder);
}

static uint64_t
disk_exactly(const struct limit_watch *watch, const struct process_ids *family)
{
	struct arena arena = {0};
	uint64_t bytes = 0, now;
	size_t i;

	for (i = 0; i < LIMIT_WATCH_FOLDERS && watch->folders[i] != NULL; i++) {
		now = folder_blocks(AT_FDCWD, watch->folders[i]);
		bytes += now > watch->before[i] ? now - watch->before[i] : 0;
	}
	for (i = 0; i < family->count; i++)
		bytes += deleted_blocks(&arena, family->items[i]);
	arena_release(&arena);
	return bytes;
}

static int
refuse(const char *what, const char *key, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "the build %s and was ended; \"%s\" under \"limits\" of \"build\" allows more", what,
	    key);
}

static int
refuse_size(const char *what, uint64_t most, const char *key, struct error *err)
{
	struct arena arena = {0};

	refuse(arena_printf(&arena, "%s more than %s", what, text_size(&arena, most)), key, err);
	arena_release(&arena);
	return -1;
}

static int
look_at_disk(struct limit_watch *watch, const struct process_ids *family, struct error *err)
{
	uint64_t now[LIMIT_WATCH_FOLDERS] = {0}, used;
	bool less = false;
	size_t i;

	for (i = 0; i < LIMIT_WATCH_FOLDERS && watch->folders[i] != NULL; i++) {
		now[i] = free_bytes(watch->folders[i]);
		/* what somebody else has removed is not there for the build to hide in */
		if (now[i] > watch->free[i])
			watch->free[i] = now[i];
		less |= watch->free[i] - now[i] > watch->limits.disk;
	}
	if (!less)
		return 0;
	used = disk_exactly(watch, family);
	if (used > watch->limits.disk)
		return refuse_size("wrote", watch->limits.disk, "disk", err);
	/* somebody else wrote the rest: looked at again when as much is gone as the build may still write */
	for (i = 0; i < LIMIT_WATCH_FOLDERS && watch->folders[i] != NULL; i++)
		watch->free[i] = now[i] + used;
	return 0;
}

int
limit_watch_look(void *context, const struct process_ids *family, struct error *err)
{
	struct limit_watch *watch = context;

	char count[64];

	if (family->count > watch->limits.processes) {
		snprintf(count, sizeof(count), "had more than %llu processes",
		    (unsigned long long)watch->limits.processes);
		return refuse(count, "processes", err);
	}
	if (memory_at_most(family) > watch->limits.memory &&
	    memory_exactly(family) > watch->limits.memory)
		return refuse_size("took", watch->limits.memory, "memory", err);
	return look_at_disk(watch, family, err);
}
