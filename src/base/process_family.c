#include "base/process_family.h"

#include "base/file.h"
#include "base/scope.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	CHILDREN_LIMIT = 64 << 20, /* bytes: more than any kernel has processes */
	ROUNDS = 1000 /* of a hundredth of a second, where something does not die */
};

static bool
holds(const struct process_ids *ids, pid_t id)
{
	size_t i;

	for (i = 0; ids != NULL && i < ids->count; i++)
		if (ids->items[i] == id)
			return true;
	return false;
}

static void
add_children(struct arena *arena, struct process_ids *ids, const char *path,
    const struct process_ids *without)
{
	struct error ignored;
	struct text text;
	const char *at;
	char *end;

	if (file_read(arena, path, CHILDREN_LIMIT, &text, &ignored) != 0)
		return;
	for (at = text_string(&text);; at = end) {
		pid_t id = (pid_t)strtol(at, &end, 10);

		if (end == at)
			return;
		if (holds(without, id))
			continue;
		ids->items =
		    arena_grow(arena, ids->items, ids->count, &ids->capacity, sizeof(*ids->items));
		ids->items[ids->count++] = id;
	}
}

/* Each thread of a process has children of its own. */
static void
add_below(struct arena *arena, struct process_ids *ids, pid_t of, const struct process_ids *without)
{
	char path[64];
	SCOPED(directory) DIR *threads = NULL;
	struct dirent *thread;

	snprintf(path, sizeof(path), "/proc/%ld/task", (long)of);
	threads = opendir(path);
	while (threads != NULL && (thread = readdir(threads)) != NULL) {
		if (thread->d_name[0] == '.')
			continue;
		snprintf(
		    path, sizeof(path), "/proc/%ld/task/%.20s/children", (long)of, thread->d_name);
		add_children(arena, ids, path, without);
	}
}

struct process_ids
process_family(struct arena *arena, pid_t of, const struct process_ids *without, size_t most)
{
	struct process_ids ids = {0};
	size_t i;

	add_below(arena, &ids, of, without);
	for (i = 0; i < ids.count && ids.count <= most; i++)
		add_below(arena, &ids, ids.items[i], without);
	return ids;
}

void
process_adopt(void)
{
	(void)!prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/* Only its own children, whose numbers nobody else can have before they are
 * waited for; theirs come to it in turn. */
void
process_family_end(const struct process_ids *without)
{
	static const struct timespec moment = {.tv_nsec = 10000000};
	size_t i, round = 0;

	while (round < ROUNDS) {
		struct arena arena = {0};
		struct process_ids ids = {0};
		size_t ended = 0;

		add_below(&arena, &ids, getpid(), without);
		for (i = 0; i < ids.count; i++)
			kill(ids.items[i], SIGKILL);
		for (i = 0; i < ids.count; i++)
			ended += waitpid(ids.items[i], NULL, WNOHANG) > 0;
		arena_release(&arena);
		if (ids.count == 0)
			return;
		if (ended == 0 && ++round > 0)
			nanosleep(&moment, NULL);
	}
}
