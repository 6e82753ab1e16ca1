#ifndef SANDBOX_BUILD_CREW_H
#define SANDBOX_BUILD_CREW_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Several builds side by side, each in a process of its own: a build adopts
 * what its commands leave behind, and hands signals on, and neither can be
 * shared. All of them together run `jobs` jobs: they share a jobserver as the
 * parts of one make do (jobserver.h). Under a make that has one they share
 * that: the first build has the job that make gave to mote, each further one
 * begins when make has another to spare.
 *
 * A build leaves its result, and all that it points to, in memory that the
 * parent sees: it allocates nothing that the result needs outside of the arena
 * it is given, and keeps no handle.
 *
 *	struct build_crew crew = {.run = run, .context = &context, .count = 7,
 *	    .result_size = sizeof(struct stage_result), .jobs = process_processors()};
 *	build_crew_run(arena, &crew);
 *	if (crew.outcomes[i].ok) ...    // the result is in crew.outcomes[i].result
 *	else ...                        // the error is crew.outcomes[i].err
 */
struct build_outcome {
	bool ok;
	struct error err; /* when it is not */
	void *result; /* result_size bytes, zeroed before the build */
	struct arena arena; /* the arena's of build_crew_run, once that has returned */
};

struct build_crew {
	/* Build number `index`; 0, or -1 and `err`. */
	int (*run)(void *context, size_t index, struct build_outcome *outcome, struct error *err);
	void *context;
	size_t count, result_size;
	unsigned jobs; /* of all together */
	struct build_outcome *outcomes; /* filled by build_crew_run, in its arena */
};

/* All of them, whatever becomes of one; when mote is asked to stop, those that
 * have not begun fail by that. */
void build_crew_run(struct arena *arena, struct build_crew *crew);

#endif
