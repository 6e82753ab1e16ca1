#ifndef SPEC_GIT_FACTS_H
#define SPEC_GIT_FACTS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * What git knows of the source folder. Whoever wrote the project wrote its .git/config too, and that can name programs
 * (core.fsmonitor, filter.X.clean, remote.X.uploadpack, ...). So git works in two steps:
 *
 *	1. in the repository itself, with the user's own configuration for the sake of safe.directory: only what
 *	   reads neither objects nor files, to learn where things are, HEAD and the names of tags
 *	2. in a folder of mote's own that has these and a configuration of mote's own, with the repository's objects
 *	   and index: what reads the rest
 *
 * Neither has more of mote's environment than it needs; nothing is fetched, no hook runs, nothing is written.
 */
struct git_facts {
	const char *revision; /* of HEAD; NULL: no repository, or none with a commit */
	const char *tag; /* "git describe --tags"; NULL: no tag leads to HEAD */
	const char *tag_trouble; /* git's words where that failed for another reason; else NULL */
	bool dirty; /* a tracked file is not as in HEAD: what "git describe --dirty" calls so */
};

int git_facts_find(struct arena *arena, const char *directory, struct git_facts *ret_facts,
    struct error *err) MUST_CHECK;

#endif
