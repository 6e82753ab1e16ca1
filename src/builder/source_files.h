#ifndef BUILDER_SOURCE_FILES_H
#define BUILDER_SOURCE_FILES_H

#include "base/digest.h"
#include "builder/source_text.h"

#include <sys/types.h>
#include <time.h>

/*
 * The files that compilations read, as the host has them, each looked at once. A relative path lies below the bound
 * folder, which a stage shows as /src, and is opened beneath it: a link is followed only where it leads to the same
 * file on the host and in the stage, so not to an absolute path and not out of the folder. An absolute path is one
 * below /usr, which is the same on both sides.
 *
 *	source_files_init(&files, arena, bound)
 *	source_files_look(&files, "src/main.c")->digest
 */
struct source_file {
	struct digest digest; /* "": it cannot be part of a key */
	struct timespec changed; /* when it, or a link that leads to it, changed last */
	dev_t device;
	ino_t inode;
};

struct source_files {
	struct arena *arena;
	int bound; /* -1: it cannot be opened, and neither can what lies in it */
	struct path_memo *files, *texts, *folders;
};

#define SOURCE_FILES_NONE ((struct source_files){.bound = -1})

void source_files_init(struct source_files *files, struct arena *arena, const char *bound);
void scope_source_files(struct source_files *files);

const struct source_file *source_files_look(
    struct source_files *files, const char *path) RETURNS_NONNULL;

/* What its text says; one that cannot be read hides everything. */
const struct source_text *source_files_text(
    struct source_files *files, const char *path, enum source_kind kind) RETURNS_NONNULL;

/* The whole of a file that is not looked at otherwise; false: it cannot be read. */
bool source_files_read(
    struct source_files *files, struct arena *arena, const char *path, struct text *ret_bytes);

/* The names in a folder, sorted; none when it is not there; NULL: the stage may see another one. */
const struct text_list *source_files_names(struct source_files *files, const char *path);

/* 1: there is something under that name. 0: nothing. -1: it cannot be told for the stage. */
int source_files_exist(struct source_files *files, const char *path);

#endif
