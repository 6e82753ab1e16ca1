#ifndef SANDBOX_BUILD_CREW_H
#define SANDBOX_BUILD_CREW_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Runs several builds side by side, each in its own process: a build adopts the
 * processes that its commands leave behind, and passes signals to its commands,
 * which several builds in one process could not do. All builds together run
 * `jobs` jobs; they share a jobserver, like the parts of one make
 * (jobserver.h). When a make with a jobserver called mote, they share that one:
 * the first build uses the job that make gave to mote, and each further build
 * begins when make has a free job.
 *
 * A build puts its result in memory that the parent shares. Everything that the
 * result points to must be in the given arena, and it may not have a handle.
 *
 *	struct build_crew crew = {.run = run, .context = &context, .count = 7,
 *	    .result_size = sizeof(struct stage_result), .jobs = process_processors()};
 *	build_crew_run(arena, &crew);
 *	if (crew.outcomes[i].ok) ...    // the result is in crew.outcomes[i].result
 *	else ...                        // the error is crew.outcomes[i].err
 */
struct build_outcome {
	bool ok;
	struct error err; /* the error when ok is false */
	void *result; /* result_size bytes, zeroed before the build */
	struct arena arena; /* moved to the arena of build_crew_run at the end */
};

struct build_crew {
	/* Runs the build number `index`. 0, or -1 and `err`. */
	int (*run)(void *context, size_t index, struct build_outcome *outcome, struct error *err);
	void *context;
	size_t count, result_size;
	unsigned jobs; /* of all builds together */
	struct build_outcome *outcomes; /* filled by build_crew_run, in its arena */
};

/* Runs all builds, even if one fails. When a signal asks mote to stop, builds
 * that have not begun fail. */
void build_crew_run(struct arena *arena, struct build_crew *crew);

#endif
