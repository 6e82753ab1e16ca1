#ifndef SPEC_GIT_FILES_H
#define SPEC_GIT_FILES_H

#include "base/arena.h"
#include "base/error.h"

/*
 * The files of a repository that git reads, looked at before git reads them.
 * Who made the repository may have put a fifo among them, and git would wait
 * for ever. With --untrusted there may be no link among them either, and no
 * path to another repository (a .git file, commondir, alternates): git would
 * read files of other people for a stranger.
 */
struct git_files {
	const char *directory; /* where git begins to look; absolute, without links */
	/* --untrusted: the repository lies in this folder, or the folder lies in the repository's; NULL: trusted */
	const char *project;
};

/* The repository that git will find: in the folder or in one above it. */
struct git_repository {
	const char
	    *top; /* the folder that has .git, or is a bare repository; NULL: there is none */
	const char *
	    folder; /* what git reads: .git, or where it leads to. Both are absolute, without links */
	const char *bounds; /* --untrusted: nothing that git reads lies outside; NULL: trusted */
};

int git_files_check(struct arena *arena, const struct git_files *files,
    struct git_repository *ret_repository, struct error *err) MUST_CHECK;

/* Refuses one file that git would wait for. A file that does not exist is
 * fine. */
int git_files_check_one(const char *path, struct error *err) MUST_CHECK;

/* The error of --untrusted: names `path` and what is wrong with it ("is a
 * link"). Returns -1 always. */
int git_files_refuse(const char *path, const char *what, struct error *err);

#endif
