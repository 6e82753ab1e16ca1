#ifndef SANDBOX_LIMIT_WATCH_H
#define SANDBOX_LIMIT_WATCH_H

#include "base/process_family.h"
#include "spec/spec.h"

/*
 * Limits the processes, memory and disk space that a build may use at once.
 * mote measures them ten times a second, and ends the whole build when it uses
 * more; between two measurements a build can exceed a limit. That needs no
 * privilege and no cgroup. The defaults are 4096 processes, seven eighths of
 * the machine's memory, and seven eighths of the free space of the work
 * folder's file system.
 *
 * A measurement is cheap as long as the build is below its limits: mote adds up
 * resident pages, although processes share some of them, and compares the free
 * space of the file system with that at the beginning, although others write
 * too. Only when such a sum is too large, mote measures exactly: the share of
 * each process in shared pages, the size of the work folder, and deleted files
 * that a thread still has open. A folder or a process that mote may not read
 * then counts as over the limit.
 *
 * This stops builds that use too much by accident. A hostile build can still
 * hide memory: in mapped files, in files that are sent through a socket, in
 * buffers of sockets and pipes, in System V messages, and in page tables.
 *
 * A program that starts processes faster than mote measures is also stopped by
 * a limit of the kernel (limit_watch_enter). That limit does not apply to root;
 * so as root, mote measures with the highest priority.
 *
 *	struct limit_watch watch;
 *	limit_watch_begin(&watch, &spec->build.limits, work); // once, for all commands of a stage
 *	struct process_options options = {.watch = limit_watch_look, .watch_context = &watch};
 */
enum { LIMIT_WATCH_FOLDERS = 2 };

struct limit_watch {
	struct spec_limits limits; /* all are set, none is 0 */
	/* the folders in which the build can write; the most space that was
	 * free there while the build had written nothing that counts; and the
	 * size of their content before the build */
	const char *folders[LIMIT_WATCH_FOLDERS];
	uint64_t free[LIMIT_WATCH_FOLDERS], before[LIMIT_WATCH_FOLDERS];
};

void limit_watch_begin(
    struct limit_watch *watch, const struct spec_limits *limits, const char *work);
/* Adds a folder in which the build can write. It need not be empty. */
void limit_watch_add(struct limit_watch *watch, const char *folder);

/* Called in the child before exec: sets a limit of the kernel, somewhat above
 * the limit of processes. */
int limit_watch_enter(const struct limit_watch *watch, struct error *err) MUST_CHECK;

/* The watch of struct process_options; `context` is the struct limit_watch. */
int limit_watch_look(void *context, const struct process_ids *family, struct error *err);

#endif
