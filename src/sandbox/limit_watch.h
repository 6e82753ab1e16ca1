#ifndef SANDBOX_LIMIT_WATCH_H
#define SANDBOX_LIMIT_WATCH_H

#include "base/process_family.h"
#include "spec/spec.h"

/*
 * A build may use a limited number of processes and amount of memory and disk
 * at once. mote looks ten times a second and ends the whole build when it uses
 * more; between two looks it may. No right is needed for that, and no cgroup.
 * Where the spec says nothing: 4096 processes, seven eighths of the machine's
 * memory, seven eighths of what is free where the work folder lies.
 *
 * A look is cheap as long as a build stays below: resident pages are added up,
 * though processes share some, and the file system's free space is compared
 * with that of the beginning, though others write too. Only where one of these
 * sums is too large is it counted exactly: what each process has of shared
 * pages, what the work folder holds, and what is deleted and still open in any
 * thread. Then a folder or a process that mote may not look into counts as too
 * much.
 *
 * This stops builds that take too much by accident. A build that wants to hide
 * what it takes still can: in files that are mapped or on their way in a
 * socket, in buffers of sockets and pipes, in System V messages, in page
 * tables.
 *
 * A program that multiplies faster than that is held by the kernel too
 * (limit_watch_enter), unless mote is root: no limit of processes binds root,
 * who looks with a priority above all others instead.
 *
 *	struct limit_watch watch;
 *	limit_watch_begin(&watch, &spec->build.limits, work); // once, for all commands of a stage
 *	struct process_options options = {.watch = limit_watch_look, .watch_context = &watch};
 */
enum { LIMIT_WATCH_FOLDERS = 2 };

struct limit_watch {
	struct spec_limits limits; /* none is 0 */
	/* the folders where the build can write, the most that was free there
	 * when the build had written none that counts, and what was in them
	 * before */
	const char *folders[LIMIT_WATCH_FOLDERS];
	uint64_t free[LIMIT_WATCH_FOLDERS], before[LIMIT_WATCH_FOLDERS];
};

void limit_watch_begin(
    struct limit_watch *watch, const struct spec_limits *limits, const char *work);
/* One more folder where it can write; it may hold something already. */
void limit_watch_add(struct limit_watch *watch, const char *folder);

/* In the child, before it becomes the command: a wall some way behind the limit
 * of processes. */
int limit_watch_enter(const struct limit_watch *watch, struct error *err) MUST_CHECK;

/* The watch of struct process_options; `context` is the struct limit_watch. */
int limit_watch_look(void *context, const struct process_ids *family, struct error *err);

#endif
