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
 * An object is cached only when mote knows every file that the compiler could
 * have opened: all options are on an allowlist (compile_flags.h); no file, and
 * no folder or link that leads to a file or was searched, changed since the
 * compilation began; each file is opened beneath the folder that the stage
 * shows, so the compiler saw the same file (source_files.h); and no text hides
 * which files it opens (source_text.h). All of this is checked when an object
 * is made. Later its key is enough to recall it.
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
	/* paths inside; `ports` is NULL without ports */
	const char *folder, *bound, *toolchain, *ports;
	const char *settings; /* common to all sources; NULL: nothing may be cached */
	struct compile_flags flags;
	struct source_text definitions; /* the definitions of -D */
	struct text_list search; /* folders to search for headers, as source_files.h names them */
	struct source_files files;
	struct path_memo *asked; /* names that headers outside of the project ask for */
	/* the last change of any file that the last object key depends on */
	struct timespec changed;
};

void source_scan_init(struct source_scan *scan, const struct stage_context *stage);
void scope_source_scan(struct source_scan *scan);

/* Fills those keys and inputs of the source that the cache knows. */
void source_inputs_recall(struct source_scan *scan, struct source *source);

/* The same from the compiler's list beside the new object. When a file changed
 * after `start`, the compiler may have read other bytes, so there is no key.
 * The scan began before the compilation: it reads the folder that the stage
 * showed, even if the folder was moved meanwhile. */
void source_inputs_learn(
    struct source_scan *scan, struct source *source, const struct timespec *start);

/* The paths, below the build folder, of the compiler's list and of its
 * messages. */
char *source_list_name(struct arena *arena, const struct source *source);
char *source_words_name(struct arena *arena, const struct source *source);

#endif
