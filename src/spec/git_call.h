#ifndef SPEC_GIT_CALL_H
#define SPEC_GIT_CALL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/*
 * Runs git with only the variables that it needs. git has no terminal, runs no
 * hook and fetches nothing. After five minutes mote ends it.
 *
 *	struct git git = git_in_repository(arena, directory);
 *	if (git_run_checked(&git, words, &answer, err) != 0) ... // could not be started, or failed
 */
struct git {
	struct arena *arena;
	const char *folder; /* git's working folder */
	struct text_list environment; /* complete; ends with NULL */
};

/* git works in the repository, with the configuration of the user and of the
 * repository. */
struct git git_in_repository(struct arena *arena, const char *directory);

/* git works with a folder that mote made instead of .git. */
struct git_private_folder {
	const char *folder; /* has HEAD, refs, packed-refs, config and index */
	const char *top_level, *objects; /* of the repository */
};
struct git git_in_private_folder(struct arena *arena, const struct git_private_folder *own);

struct git_answer {
	int status;
	struct text output;
};

/* Returns the answer even when git fails. */
int git_run(const struct git *git, const char *const *words, struct git_answer *ret_answer,
    struct error *err) MUST_CHECK;
/* When git fails, `err` has its message. */
int git_run_checked(const struct git *git, const char *const *words, struct git_answer *ret_answer,
    struct error *err) MUST_CHECK;

/* Why git failed: the first line of its message, without "fatal: ". */
struct git_failure {
	/* only for comparisons: git may quote a line of a file, so it is never
	 * shown */
	const char *words;
	const char *shown; /* a complete sentence for the user, without any text of a file */
};

/* Runs git again, to read its message. */
int git_read_failure(const struct git *git, const char *const *words,
    struct git_failure *ret_complaint, struct error *err) MUST_CHECK;

#endif
