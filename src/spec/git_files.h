#ifndef SPEC_GIT_FILES_H
#define SPEC_GIT_FILES_H

#include "base/arena.h"
#include "base/error.h"

/*
 * Checks the files of a repository before git reads them. A fifo among them
 * would make git wait forever. With --untrusted, links and paths to another
 * repository (a .git file, commondir, alternates) are refused too: with them, a
 * stranger's project could make git read files of other people.
 */
struct git_files {
	const char *directory; /* the folder where git starts to search; absolute, without links */
	/* --untrusted: the repository lies in this folder, or the folder lies in the repository's; NULL: trusted */
	const char *project;
};

/* The repository that git will find: in the folder or in one above it. */
struct git_repository {
	const char
	    *top; /* the folder that has .git, or is a bare repository; NULL: there is none */
	const char *
	    /* the folder that git reads: .git, or its target. Both paths are
	     * absolute, without links */
	    folder;
	const char *bounds; /* --untrusted: nothing that git reads lies outside; NULL: trusted */
};

int git_files_check(struct arena *arena, const struct git_files *files,
    struct git_repository *ret_repository, struct error *err) MUST_CHECK;

/* Refuses a file for which git would wait. A missing file is no error. */
int git_files_check_one(const char *path, struct error *err) MUST_CHECK;

/* The error of --untrusted: names `path` and what is wrong with it ("is a
 * link"). Always returns -1. */
int git_files_refuse(const char *path, const char *what, struct error *err);

#endif
