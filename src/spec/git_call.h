#ifndef SPEC_GIT_CALL_H
#define SPEC_GIT_CALL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/*
 * Calls of git, with only the variables that it needs. It has no terminal, runs
 * no hook, fetches nothing, and is ended after five minutes.
 *
 *	struct git git = git_in_repository(arena, directory);
 *	if (git_ask_for(&git, words, &answer, err) != 0) ... // could not be started, or failed
 */
struct git {
	struct arena *arena;
	const char *folder; /* git's working folder */
	struct text_list environment; /* complete; ends with NULL */
};

/* git works in the repository, with the user's own configuration and that of
 * the repository. */
struct git git_in_repository(struct arena *arena, const char *directory);

/* git works with a folder of mote's own instead of .git. */
struct git_own {
	const char *folder; /* has HEAD, refs, packed-refs, config and index */
	const char *top_level, *objects; /* the repository's */
};
struct git git_in_own_folder(struct arena *arena, const struct git_own *own);

struct git_answer {
	int status;
	struct text output;
};

/* Gives the answer also when git fails. */
int git_ask(const struct git *git, const char *const *words, struct git_answer *ret_answer,
    struct error *err) MUST_CHECK;
/* When git fails, its complaint is the error. */
int git_ask_for(const struct git *git, const char *const *words, struct git_answer *ret_answer,
    struct error *err) MUST_CHECK;

/* Why git failed: the first line of its message, without "fatal: ". */
struct git_complaint {
	const char *words; /* to be compared, not to be shown: git may quote a line of a file */
	const char *shown; /* a whole sentence for people, without any text of a file */
};

/* Asks again, to hear the complaint. */
int git_hear_complaint(const struct git *git, const char *const *words,
    struct git_complaint *ret_complaint, struct error *err) MUST_CHECK;

#endif
