#include "sandbox/limit_watch.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <unistd.h>

enum { PROCESSES = 4096, BLOCK = 512, PROC_LIMIT = 64 << 10, DEPTH_LIMIT = 200 };

static const char *const resident_lines[] = {"\nVmRSS:", "\nVmSwap:"};

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

/* The kernel counts all processes of the user, so those that are there are
 * added; of others there may come some. */
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

/* The sum of two lines in kB of a file of /proc; false: it has none of them, or
 * is not there. */
static bool
add_lines(const char *path, const char *const lines[2], uint64_t *bytes)
{
	struct arena arena = {0};
	struct error ignored;
	struct text text;
	bool is_there = file_read(&arena, path, PROC_LIMIT, &text, &ignored) == 0, found = false;
	const char *line;
	size_t i;

	for (i = 0; i < 2 && is_there; i++) {
		line = strstr(text_string(&text), lines[i]);
		if (line != NULL)
			*bytes += strtoull(line + strlen(lines[i]), NULL, 10) << 10;
		found |= line != NULL;
	}
	arena_release(&arena);
	return found;
}

/* The threads of a process by their folders in /proc; without a process there
 * are none. */
static struct text_list
list_threads(struct arena *arena, pid_t id)
{
	const char *path = arena_printf(arena, "/proc/%ld/task", (long)id);
	SCOPED(directory) DIR *folder = opendir(path);
	struct text_list threads = {0};
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			text_list_add(&threads, arena, path_join(arena, path, entry->d_name));
	return threads;
}

/* The threads of a process share their memory. After the main thread has ended,
 * the process's own file tells nothing of it, and the files of the other
 * threads do. */
static bool
add_memory(pid_t id, const char *name, const char *const lines[2], uint64_t *bytes)
{
	struct arena arena = {0};
	bool found = add_lines(arena_printf(&arena, "/proc/%ld/%s", (long)id, name), lines, bytes);
	struct text_list threads = {0};
	size_t i;

	if (!found)
		threads = list_threads(&arena, id);
	for (i = 0; i < threads.count && !found; i++)
		found = add_lines(path_join(&arena, threads.items[i], name), lines, bytes);
	arena_release(&arena);
	return found;
}

/* Of a page that several have each one has its part. */
static uint64_t
memory_exactly(const struct process_ids *family)
{
	static const char *const parts[] = {"\nPss:", "\nSwapPss:"};
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < family->count; i++)
		if (!add_memory(family->items[i], "smaps_rollup", parts, &bytes))
			add_memory(family->items[i], "status", resident_lines, &bytes);
	return bytes;
}

/* The bytes that a build has written. */
struct written {
	uint64_t bytes;
	bool shut; /* there is something that mote may not look into */
	unsigned depth; /* of the folder that is being counted */
};

/* Whether something could not be opened although it is there. */
static bool
is_shut(int error)
{
	return error != ENOENT && error != ENOTDIR && error != ELOOP && error != ESRCH;
}

/* The build runs meanwhile, and may replace a folder by a link. O_NOFOLLOW: the
 * link's target is not counted. */
static void
add_folder(struct written *written, int parent, const char *name)
{
	SCOPED(fd)
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	SCOPED(directory) DIR *folder = fd < 0 ? NULL : file_open_entries(fd);
	struct dirent *entry;

	if (folder == NULL) {
		written->shut |= is_shut(errno);
		return;
	}
	if (written->depth >= DEPTH_LIMIT) {
		written->shut = true;
		return;
	}
	written->depth++;
	while ((entry = readdir(folder)) != NULL) {
		struct stat status;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
			written->shut |= is_shut(errno);
			continue;
		}
		written->bytes += (uint64_t)status.st_blocks * BLOCK;
		if (S_ISDIR(status.st_mode))
			add_folder(written, fd, entry->d_name);
	}
	written->depth--;
}

/* A file without a name that some process has open. */
struct nameless {
	dev_t device;
	ino_t inode;
	uint64_t bytes;
};

struct nameless_list {
	struct nameless *items;
	size_t count, capacity;
};

/* A thread that has ended has neither memory nor files. */
static bool
has_ended(struct arena *arena, const char *thread)
{
	uint64_t ignored = 0;

	return !add_lines(path_join(arena, thread, "status"), resident_lines, &ignored);
}

/* Adds the nameless files that one thread has open; false: it may not be
 * asked. */
static bool
list_nameless(struct arena *arena, const char *thread, struct nameless_list *list)
{
	const char *path = path_join(arena, thread, "fd");
	SCOPED(directory) DIR *folder = opendir(path);
	struct dirent *entry;

	if (folder == NULL)
		return !is_shut(errno) || has_ended(arena, thread);
	while ((entry = readdir(folder)) != NULL) {
		struct stat status;

		if (entry->d_name[0] == '.' ||
		    stat(path_join(arena, path, entry->d_name), &status) != 0 ||
		    !S_ISREG(status.st_mode) || status.st_nlink != 0)
			continue;
		list->items = arena_grow(
		    arena, list->items, list->count, &list->capacity, sizeof(*list->items));
		list->items[list->count++] = (struct nameless){
		    status.st_dev, status.st_ino, (uint64_t)status.st_blocks * BLOCK};
	}
	return true;
}

static int
compare_nameless(const void *one, const void *other)
{
	const struct nameless *a = one, *b = other;

	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return a->inode == b->inode ? 0 : a->inode < b->inode ? -1 : 1;
}

/* Each thread is asked, because it may have open files of its own. A file that
 * several have open counts once. */
static void
add_nameless(struct written *written, const struct process_ids *family)
{
	struct arena arena = {0};
	struct nameless_list list = {0};
	size_t i, k;

	for (i = 0; i < family->count; i++) {
		struct text_list threads = list_threads(&arena, family->items[i]);

		for (k = 0; k < threads.count; k++)
			written->shut |= !list_nameless(&arena, threads.items[k], &list);
	}
	if (list.count > 0)
		qsort(list.items, list.count, sizeof(*list.items), compare_nameless);
	for (i = 0; i < list.count; i++)
		if (i == 0 || compare_nameless(&list.items[i - 1], &list.items[i]) != 0)
			written->bytes += list.items[i].bytes;
	arena_release(&arena);
}

void
limit_watch_add(struct limit_watch *watch, const char *folder)
{
	size_t last = LIMIT_WATCH_FOLDERS - 1;
	struct written before = {0};

	add_folder(&before, AT_FDCWD, folder);
	watch->folders[last] = folder;
	watch->free[last] = free_bytes(folder);
	watch->before[last] = before.bytes;
}

static struct written
disk_exactly(const struct limit_watch *watch, const struct process_ids *family)
{
	struct written all = {0};
	size_t i;

	for (i = 0; i < LIMIT_WATCH_FOLDERS && watch->folders[i] != NULL; i++) {
		struct written here = {0};

		add_folder(&here, AT_FDCWD, watch->folders[i]);
		all.bytes += here.bytes > watch->before[i] ? here.bytes - watch->before[i] : 0;
		all.shut |= here.shut;
	}
	add_nameless(&all, family);
	return all;
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
	uint64_t now[LIMIT_WATCH_FOLDERS] = {0};
	struct written written;
	bool less = false;
	size_t i;

	for (i = 0; i < LIMIT_WATCH_FOLDERS && watch->folders[i] != NULL; i++) {
		now[i] = free_bytes(watch->folders[i]);
		/* what somebody else has removed is not there for the build to
		 * hide in */
		if (now[i] > watch->free[i])
			watch->free[i] = now[i];
		less |= watch->free[i] - now[i] > watch->limits.disk;
	}
	if (!less)
		return 0;
	written = disk_exactly(watch, family);
	if (written.bytes > watch->limits.disk)
		return refuse_size("wrote", watch->limits.disk, "disk", err);
	if (written.shut)
		return refuse_size(
		    "has a folder or a process that mote may not look into, may have written",
		    watch->limits.disk, "disk", err);
	/* somebody else wrote the rest: looked at again when as much is gone as
	 * the build may still write */
	for (i = 0; i < LIMIT_WATCH_FOLDERS && watch->folders[i] != NULL; i++)
		watch->free[i] = now[i] + written.bytes;
	return 0;
}

int
limit_watch_look(void *context, const struct process_ids *family, struct error *err)
{
	struct limit_watch *watch = context;
	uint64_t most = 0; /* bytes; shared pages are counted for each process */
	char count[64];
	size_t i;

	if (family->count > watch->limits.processes) {
		snprintf(count, sizeof(count), "had more than %llu processes",
		    (unsigned long long)watch->limits.processes);
		return refuse(count, "processes", err);
	}
	for (i = 0; i < family->count; i++)
		add_memory(family->items[i], "status", resident_lines, &most);
	if (most > watch->limits.memory && memory_exactly(family) > watch->limits.memory)
		return refuse_size("took", watch->limits.memory, "memory", err);
	return look_at_disk(watch, family, err);
}
