#include "command/user_space.h"

#include "base/file.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILE_LIMIT = 4 << 20, MAP_LIMIT = 4000, PATH_SIZE = 64 };

/* MOST_IDS: what an image of any distribution needs. FIRST_OF_ROOT: where
 * root's range begins when /etc/subuid gives root none; systemd keeps these ids
 * free for containers, and this is the last such range. LEAST_IDS: a smaller
 * range is not used. */
enum { MOST_IDS = 65536, LEAST_IDS = 1000, FIRST_OF_ROOT = 0x6fff0000 };

/* The maps of a namespace: lines of "inside outside count". The kernel takes
 * less than a page. */
struct map {
	char users[MAP_LIMIT], groups[MAP_LIMIT];
};

/* A child in a new namespace, which waits there until mote has written its
 * map. */
struct holder {
	pid_t id;
	int ready, release; /* mote's ends of two pipes */
};

/* The largest range that a file such as /etc/subuid gives to this user; count
 * 0: none. */
static struct user_range
find_range(struct arena *arena, const char *path, const char *name)
{
	const char *number = arena_printf(arena, "%lu", (unsigned long)geteuid());
	struct user_range found = {0};
	struct error ignored;
	struct text text;
	char *line, *rest;

	if (file_read(arena, path, FILE_LIMIT, &text, &ignored) != 0)
		return found;
	for (line = arena_strdup(arena, text_string(&text)); line != NULL; line = rest) {
		char *first, *count = NULL;
		uint64_t from, many;

		rest = strchr(line, '\n');
		if (rest != NULL)
			*rest++ = '\0';
		first = strchr(line, ':');
		if (first != NULL) {
			*first++ = '\0';
			count = strchr(first, ':');
		}
		if (count == NULL)
			continue;
		*count++ = '\0';
		if ((name == NULL || strcmp(line, name) != 0) && strcmp(line, number) != 0)
			continue;
		if (text_to_number(first, UINT32_MAX, &from) == 0 &&
		    text_to_number(count, UINT32_MAX, &many) == 0 && many > found.count)
			found = (struct user_range){(uint32_t)from, (uint32_t)many};
	}
	return found;
}

/* The range that root takes. In a container root's own namespace has a part of
 * all ids only. Never includes id 0. */
static struct user_range
range_of_root(struct arena *arena, const char *map)
{
	struct user_range found = {0};
	struct error ignored;
	struct text text;
	char *at, *end;

	/* files of /proc say that their size is 0, so file_read reads to the
	 * end */
	if (file_read(arena, map, FILE_LIMIT, &text, &ignored) != 0)
		return found;
	for (at = arena_strdup(arena, text_string(&text)); *at != '\0';
	    at = end + strspn(end, " \n")) {
		unsigned long first = strtoul(at, &end, 10), count;

		(void)strtoul(end, &end, 10);
		count = strtoul(end, &end, 10);
		if (first <= FIRST_OF_ROOT &&
		    first + count >= (unsigned long)FIRST_OF_ROOT + MOST_IDS)
			return (struct user_range){FIRST_OF_ROOT, MOST_IDS};
		if (first == 0 && count > 0) {
			first++;
			count--;
		}
		if (count > MOST_IDS) {
			first += count - MOST_IDS;
			count = MOST_IDS;
		}
		if (count > found.count)
			found = (struct user_range){(uint32_t)first, (uint32_t)count};
	}
	return found;
}

static struct user_range
choose_range(struct arena *arena, const char *path, const char *map)
{
	const struct passwd *user = getpwuid(geteuid());
	struct user_range range = find_range(arena, path, user == NULL ? NULL : user->pw_name);

	if (range.count < LEAST_IDS && geteuid() == 0)
		range = range_of_root(arena, map);
	if (range.count > MOST_IDS)
		range.count = MOST_IDS;
	return range;
}

int
user_space_find(struct arena *arena, struct user_space *ret_space, struct error *err)
{
	struct user_range users = choose_range(arena, "/etc/subuid", "/proc/self/uid_map");
	struct user_range groups = choose_range(arena, "/etc/subgid", "/proc/self/gid_map");

	if (users.count < LEAST_IDS || groups.count < LEAST_IDS)
		return error_set(err, ERROR_REFUSED,
		    geteuid() == 0
			? "this root has no other ids to give"
			: "/etc/subuid and /etc/subgid give this user no ids; usermod(8) can, by \"--add-subuids\" and \"--add-subgids\"");
	if (users.count > groups.count)
		users.count = groups.count;
	groups.count = users.count;
	*ret_space = (struct user_space){.users = users, .groups = groups};
	return 0;
}

/* How many of the sorted ids are `least` or larger. */
static size_t
count_from(const uint32_t *ids, size_t count, uint32_t least)
{
	size_t found = 0;

	while (found < count && ids[count - 1 - found] >= least)
		found++;
	return found;
}

bool
user_space_fit(struct user_space *space, const uint32_t *ids, size_t count)
{
	size_t extra = 0, wanted;

	/* each extra id takes one id from the end of the plain range, so one
	 * more id of the image may become an extra id */
	while ((wanted = count_from(ids, count, space->users.count - (uint32_t)extra)) != extra) {
		if (wanted > USER_SPACE_EXTRA_LIMIT)
			return false;
		extra = wanted;
	}
	if (count > 0 && ids[count - 1] >= USER_SPACE_OWN)
		return false;
	if (extra > 0)
		memcpy(space->extra, ids + count - extra, extra * sizeof(*ids));
	space->extra_count = extra;
	return true;
}

static void __attribute__((noreturn))
hold(int ready, int release)
{
	char byte = 1;
	int status = prctl(PR_SET_PDEATHSIG, SIGKILL);

	if (status == 0)
		status = unshare(CLONE_NEWUSER);
	/* else root would own this process's files in /proc, and mote could not
	 * write its map */
	if (status == 0)
		status = prctl(PR_SET_DUMPABLE, 1);
	if (status == 0 && write(ready, &byte, 1) == 1)
		(void)!read(release, &byte, 1);
	_exit(0);
}

static int
hold_namespace(struct holder *holder, struct error *err)
{
	int ready[2], release[2];
	char byte;
	ssize_t got;

	*holder = (struct holder){-1, -1, -1};
	if (pipe2(ready, O_CLOEXEC) != 0)
		return error_errno(err, "cannot make a user namespace");
	holder->ready = ready[0];
	if (pipe2(release, O_CLOEXEC) != 0) {
		close(ready[1]);
		return error_errno(err, "cannot make a user namespace");
	}
	holder->release = release[1];
	holder->id = fork();
	if (holder->id == 0) {
		close(release[1]);
		hold(ready[1], release[0]);
	}
	close(ready[1]);
	close(release[0]);
	do {
		got = read(holder->ready, &byte, 1);
	} while (got < 0 && errno == EINTR);
	return got == 1 ? 0 : error_set(err, ERROR_REFUSED, "user namespaces are blocked here");
}

static void
scope_holder(struct holder *holder)
{
	scope_fd(&holder->release);
	scope_fd(&holder->ready);
	while (holder->id > 0 && waitpid(holder->id, NULL, 0) < 0 && errno == EINTR)
		;
}

static int
write_map(pid_t process, const char *name, const char *map, struct error *err)
{
	char path[PATH_SIZE];
	SCOPED(fd) int file = -1;

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)process, name);
	file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0 || write(file, map, strlen(map)) != (ssize_t)strlen(map))
		return error_errno(err, "cannot map ids into a user namespace");
	return 0;
}

static int
write_maps(pid_t process, const struct map *map, struct error *err)
{
	return write_map(process, "uid_map", map->users, err) != 0
	    ? -1
	    : write_map(process, "gid_map", map->groups, err);
}

static int
errors_to_stdout(void *context UNUSED, struct error *err)
{
	return dup2(STDOUT_FILENO, STDERR_FILENO) < 0 ? error_errno(err, "cannot map ids") : 0;
}

/* Runs newuidmap or newgidmap: PROCESS INSIDE OUTSIDE COUNT... */
static int
let_map(struct arena *arena, const char *program, pid_t process, const char *map, struct error *err)
{
	struct text_list arguments = {0};
	struct text said;
	struct process_options options = {.capture = &said, .before_exec = errors_to_stdout};
	char *words = arena_strdup(arena, map), *word, *rest = NULL;
	int status;

	if (process_find(arena, program) == NULL)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is not installed; Debian's package is uidmap", program);
	text_init(&said, arena);
	text_list_add(&arguments, arena, program);
	text_list_add(&arguments, arena, arena_printf(arena, "%ld", (long)process));
	for (word = strtok_r(words, " \n", &rest); word != NULL;
	    word = strtok_r(NULL, " \n", &rest))
		text_list_add(&arguments, arena, word);
	text_list_add(&arguments, arena, NULL);
	options.arguments = arguments.items;
	if (process_run(&options, &status, err) != 0)
		return -1;
	if (status != 0)
		return error_set(err, ERROR_REFUSED, "%.*s", (int)strcspn(text_string(&said), "\n"),
		    text_string(&said));
	return 0;
}

static int
open_space(pid_t process, int *ret_space, struct error *err)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "/proc/%ld/ns/user", (long)process);
	*ret_space = open(path, O_RDONLY | O_CLOEXEC);
	return *ret_space >= 0 ? 0 : error_errno(err, "cannot open a user namespace");
}

static void
add_line(char map[MAP_LIMIT], unsigned long inside, unsigned long outside, unsigned long count)
{
	size_t used = strlen(map);

	snprintf(map + used, MAP_LIMIT - used, "%lu %lu %lu\n", inside, outside, count);
}

/* Adds the lines for the ids of the space. `range` NULL: they are mapped to the
 * same ids of the outer namespace. */
static void
add_ids(char map[MAP_LIMIT], const struct user_space *space, const struct user_range *range)
{
	unsigned long plain = space->users.count - (unsigned long)space->extra_count;
	size_t i;

	add_line(map, 0, range == NULL ? 0 : range->first, plain);
	for (i = 0; i < space->extra_count; i++)
		add_line(map, space->extra[i],
		    range == NULL ? space->extra[i] : range->first + plain + i, 1);
}

int
user_space_make_outer(
    struct arena *arena, const struct user_space *space, int *ret_fd, struct error *err)
{
	SCOPED(holder) struct holder holder;
	struct map map = {.users = ""};

	add_ids(map.users, space, &space->users);
	add_line(map.users, USER_SPACE_OWN, geteuid(), 1);
	add_ids(map.groups, space, &space->groups);
	add_line(map.groups, USER_SPACE_OWN, getegid(), 1);
	if (hold_namespace(&holder, err) != 0)
		return -1;
	if (geteuid() == 0 ? write_maps(holder.id, &map, err) != 0
			   : let_map(arena, "newuidmap", holder.id, map.users, err) != 0 ||
		    let_map(arena, "newgidmap", holder.id, map.groups, err) != 0)
		return -1;
	return open_space(holder.id, ret_fd, err);
}

int
user_space_make_inner(const struct user_space *space, int *ret_fd, struct error *err)
{
	SCOPED(holder) struct holder holder;
	struct map map = {.users = ""};

	add_ids(map.users, space, NULL);
	add_ids(map.groups, space, NULL);
	if (hold_namespace(&holder, err) != 0 || write_maps(holder.id, &map, err) != 0)
		return -1;
	return open_space(holder.id, ret_fd, err);
}
