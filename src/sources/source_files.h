#ifndef SOURCES_SOURCE_FILES_H
#define SOURCES_SOURCE_FILES_H

#include "base/digest.h"
#include "sources/source_text.h"

#include <sys/types.h>
#include <time.h>

/*
 * The host's view of the files that compilations read. Each file is read once.
 * A relative path lies below the bound folder, which a stage shows as /src, and
 * is opened beneath that folder: a link is followed only where it leads to the
 * same file on the host and in the stage, so not when its target is absolute or
 * lies outside of the folder. An absolute path lies below /usr, which is the
 * same on the host and in the stage.
 *
 *	source_files_init(&files, arena, bound);
 *	source_files_look(&files, "src/main.c")->digest;
 */
struct source_file {
	struct digest digest; /* empty: the file cannot be part of a key */
	struct timespec changed; /* when the file itself changed last; see source_files_changed */
	dev_t device;
	ino_t inode;
};

/* The kind of entry that a compiler finds when it opens a name. */
enum source_standing {
	STANDING_NONE, /* nothing to open: it is missing, may not be read, or is a broken link */
	STANDING_FILE,
	STANDING_FOLDER,
	STANDING_UNSURE, /* a device, or the stage may see another entry there */
};

struct source_files {
	struct arena *arena;
	int bound; /* -1: the folder cannot be opened */
	struct path_memo *files, *texts, *folders, *standings, *ways;
};

#define SOURCE_FILES_NONE ((struct source_files){.bound = -1})

void source_files_init(struct source_files *files, struct arena *arena, const char *bound);
void scope_source_files(struct source_files *files);

const struct source_file *source_files_look(
    struct source_files *files, const char *path) RETURNS_NONNULL;

/* Reads the text of the file as source_text.h describes. A file that cannot be
 * read counts as one that hides files. */
const struct source_text *source_files_text(
    struct source_files *files, const char *path, enum source_kind kind) RETURNS_NONNULL;

/* Reads all bytes of a file, and does not remember them; false: it cannot be
 * read. */
bool source_files_read(
    struct source_files *files, struct arena *arena, const char *path, struct text *ret_bytes);

/* The names in a folder, sorted; an empty list when no file in the folder can
 * be opened. NULL: mote cannot list the folder, or the stage may see another
 * folder there. */
const struct text_list *source_files_names(struct source_files *files, const char *path);

/* The last time at which the path may have begun to lead to another file: the
 * newest time of each folder and link in the path and of the file at its end.
 * For a missing file, that is the folder in which it would be. The bound folder
 * itself counts only when it is that folder, or when the path is ".". */
struct timespec source_files_changed(struct source_files *files, const char *path);

bool source_time_is_later(const struct timespec *time, const struct timespec *other);

/* Follows links. */
enum source_standing source_files_standing(struct source_files *files, const char *path);

#endif
