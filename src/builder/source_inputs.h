#ifndef BUILDER_SOURCE_INPUTS_H
#define BUILDER_SOURCE_INPUTS_H

#include "builder/compile_plan.h"
#include "builder/stage_context.h"
#include "sources/compile_flags.h"
#include "sources/source_files.h"

#include <time.h>

/*
 * The files that the compilation of one source depends on, and the key of its
 * object:
 *
 *	inputs key	compiler, flags, name and bytes of the source, which lead to the list of
 *			files that the compiler read last time
 *	object key	the same, the content of those files, and which files could be found before
 *			one of them, which lead to the object
 *
 * The compiler itself writes the list (-MD). Later a file may appear that the
 * compiler finds before a file of the list. So each name of the list, and each
 * name that __has_include asks for, is searched in every folder in which the
 * compiler searches.
 *
 * An object is kept only where every file is known that the compiler could have
 * opened: all options are on an allowlist (compile_flags.h); no file, and no
 * folder or link that leads to a file or was searched, changed since the
 * compilation began; each file is opened beneath the folder that the stage
 * shows, so the compiler saw the same file (source_files.h); and no text hides
 * which files it opens (source_text.h). All of this is checked when an object
 * is made. To recall an object its key is enough.
 *
 *	SCOPED(source_scan) struct source_scan scan;
 *	source_scan_init(&scan, stage);
 *	source_inputs_recall(&scan, &source);       // before: keys from the cache's list
 *	source_inputs_learn(&scan, &source, start); // after a compilation that began at
 *	                                            // `start`: keys from the compiler's list
 */
struct source_scan {
	struct arena *arena;
	const struct stage_context *stage;
	const char *folder, *bound, *toolchain, *ports; /* inside; no ports: NULL */
	const char *settings; /* of all sources; NULL: nothing may be kept */
	struct compile_flags flags;
	struct source_text definitions; /* the definitions of -D */
	struct text_list search; /* folders to search for headers, as source_files.h names them */
	struct source_files files;
	struct path_memo *asked; /* names that headers outside of the project ask for */
	struct timespec changed; /* when anything changed last that the last object key tells of */
};

void source_scan_init(struct source_scan *scan, const struct stage_context *stage);
void scope_source_scan(struct source_scan *scan);

/* Fills the keys and inputs of the source as far as they are known. */
void source_inputs_recall(struct source_scan *scan, struct source *source);

/* The same from the list beside the fresh object. What changed since `start`
 * may not be what the compiler read or found, and then there is no key. The
 * scan was begun before the compilation: it looks into the folder that the
 * stage showed, even if the folder was moved meanwhile. */
void source_inputs_learn(
    struct source_scan *scan, struct source *source, const struct timespec *start);

/* The list that the compiler writes, and what it said, below the build
 * folder. */
char *source_list_name(struct arena *arena, const struct source *source);
char *source_words_name(struct arena *arena, const struct source *source);

#endif
