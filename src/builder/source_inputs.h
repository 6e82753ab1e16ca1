#ifndef BUILDER_SOURCE_INPUTS_H
#define BUILDER_SOURCE_INPUTS_H

#include "builder/compile_flags.h"
#include "builder/compile_plan.h"
#include "builder/source_files.h"

#include <time.h>

/*
 * What the compilation of one source depends on, and the key of its object that follows from it:
 *
 *	inputs key	the compiler, its flags, the file's name and bytes	-> the list of files that it read last time
 *	object key	the same, the content of those files, and which	-> the object
 *			names that could stand before them there are
 *
 * The list is the compiler's own (-MD). A file that appears later may be found before one of the list: so each name
 * of the list is looked for in every folder that is searched, and so are the names that __has_include asks
 * for.
 *
 * An object is kept only where all that the compiler could have opened is known: its options are on an allowlist
 * (compile_flags.h), each file is opened beneath the folder that the stage shows, so that the compiler saw the same one
 * (source_files.h), and no text hides what it takes in (source_text.h). All of that is asked when an object is
 * made; to recall one its key is enough.
 *
 *	SCOPED(source_scan) struct source_scan scan;
 *	source_scan_init(&scan, stage)
 *	source_inputs_recall(&scan, &source)		before: keys from the cache's list
 *	source_inputs_learn(&scan, &source, start)	after a compilation that began at `start`: from its own
 */
struct source_scan {
	struct arena *arena;
	const struct stage_context *stage;
	const char *folder, *bound, *toolchain, *ports; /* inside; no ports: NULL */
	const char *settings; /* of all sources; NULL: nothing may be kept */
	struct compile_flags flags;
	struct source_text definitions; /* by -D */
	struct text_list search; /* folders, as source_files.h names them */
	struct source_files files;
	struct path_memo *asked; /* by headers that are not the project's */
};

void source_scan_init(struct source_scan *scan, const struct stage_context *stage);
void scope_source_scan(struct source_scan *scan);

/* Fills the keys and inputs of the source as far as they are known. */
void source_inputs_recall(struct source_scan *scan, struct source *source);

/* The same from the list beside the fresh object; a file that changed since `start` may not be what the compiler
 * read, and then there is no key. */
void source_inputs_learn(
    struct source_scan *scan, struct source *source, const struct timespec *start);

/* The list that the compiler writes, and what it said, below the build folder. */
char *source_list_name(struct arena *arena, const struct source *source);
char *source_words_name(struct arena *arena, const struct source *source);

#endif
