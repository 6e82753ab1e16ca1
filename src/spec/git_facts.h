#ifndef SPEC_GIT_FACTS_H
#define SPEC_GIT_FACTS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * The facts that git knows of the source folder. The author of the project also
 * wrote its .git/config, which can name programs (core.fsmonitor,
 * filter.X.clean, remote.X.uploadpack, ...). So git works in two steps:
 *
 *	1. in the repository itself, with the user's own configuration, for safe.directory. Only
 *	   commands that read neither objects nor files: they find paths, HEAD and tags' names
 *	2. in a folder of mote's own, with these and with a configuration of mote's own, and with the
 *	   repository's objects and index: all commands that read more
 *
 * In both steps git gets only the variables that it needs. It fetches nothing,
 * runs no hook and writes nothing. Before each step mote examines the files
 * that git will read (git_files.h). git may still wait for another file, such
 * as a fifo that an include in .git/config names; then the time limit of
 * git_call.h ends it.
 *
 * With --untrusted, only two kinds of repositories are used: one inside of the
 * project, and one around it that tracks a file of the project.
 */
struct git_question {
	const char *directory; /* the source folder */
	bool untrusted;
	const char *project; /* untrusted: git reads nothing outside of it; NULL: `directory` */
};

struct git_facts {
	const char *revision; /* commit of HEAD; NULL: no repository, or no commit in it */
	const char *tag; /* result of "git describe --tags"; NULL: no tag leads to HEAD */
	const char
	    /* a sentence why git could not find the tag, if that is the reason;
	     * else NULL */
	    *tag_trouble;
	bool dirty; /* a tracked file differs from HEAD, as "git describe --dirty" defines it */
};

int git_facts_find(struct arena *arena, const struct git_question *question,
    struct git_facts *ret_facts, struct error *err) MUST_CHECK;

#endif
