#ifndef STEPS_STEPS_H
#define STEPS_STEPS_H

#include "base/error.h"
#include "base/text.h"

/*
 * The crew runs the compile steps of one stage, within its sandbox, as many
 * side by side as there are jobs. It is mote itself, which the sandbox shows to
 * the stage: so a stage needs neither make nor a shell, and the list of steps
 * always fits its reader.
 *
 *	struct step_list list;
 *	step_list_begin(&list, arena, "/src", 4);
 *	step_list_add(&list, &(struct step){STEP_FREE, "a.c", "cc -c a.c", "a.words"}, &names);
 *	step_list_add(&list, &(struct step){STEP_WAITS, "hello", "cc -o hello", ""}, &names);
 *	... // list.text is written to a file "list" of the build folder, where the command runs:
 *	const char *program;
 *	if (step_crew_provide(arena, path, &program, err) != 0) ...
 *	const char *argv[] = {program, STEP_CREW_OPTION, "list", NULL};
 *
 * The list is a file of strings, each with a NUL behind it: the folder in which
 * commands run, the number of jobs, and for each step its kind, its name, its
 * command as people read it, the file for its words, the number of its
 * arguments, and these.
 *
 * In the build folder the crew writes
 *
 *	steps	a line with the name of each step that it begins, if it has one
 *	failed	the status, a space and the shown command of the first step that failed
 *
 * What a step writes to stderr goes to the file for its words, and on to stderr
 * in one piece when the step ends. After a failure no other step begins.
 */
enum step_kind {
	STEP_FREE,
	STEP_WAITS, /* it begins when all steps before it have ended */
	STEP_TRIES, /* the same; when it fails, nobody hears of it */
};

struct step {
	enum step_kind kind;
	const char *name; /* "": it is not told */
	const char *shown; /* its command */
	const char *words; /* a file below the build folder; "": its words go straight on */
};

struct step_list {
	struct text text;
};

/* `jobs` 0: one, and as many more as the jobserver that MAKEFLAGS names lends
 * ("--jobserver-auth=3,4"). */
void step_list_begin(
    struct step_list *list, struct arena *arena, const char *folder, unsigned jobs);
void step_list_add(
    struct step_list *list, const struct step *step, const struct text_list *command);

/* The program to show to the stage: mote's own executable if it is static,
 * which runs in any root. Otherwise the static crew that is a part of mote is
 * written to the file `place`. */
int step_crew_provide(
    struct arena *arena, const char *place, const char **ret_program, struct error *err) MUST_CHECK;

/* The crew's own exit status. Another one is trouble of the crew or of the
 * sandbox: bubblewrap has the status 1 when it cannot start. */
enum { STEPS_DONE = 40, STEPS_MISSED /* a step STEP_TRIES failed */ };

/* How that program is told that it is the crew. */
#define STEP_CREW_OPTION "--step-crew"
bool step_crew_is_called(int argc, char **argv);
/* A main of its own: `argv` is {program, STEP_CREW_OPTION, list}. */
int step_crew_main(int argc, char **argv);

#endif
