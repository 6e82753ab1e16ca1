#ifndef BUILDER_STAGE_STRIP_H
#define BUILDER_STAGE_STRIP_H

#include "builder/stage_context.h"

/*
 * Strips finished executables where they are, and leaves the debug information
 * of each that has a build-id in <work>/debug/<build-id>.debug. One call of
 * strip in the stage strips as many as fit on a command line.
 *
 * The build-id is made again, from the stripped bytes. The linker's build-id
 * also depends on the name of the compiler's package, so that two distributions
 * with the same compiler would give the same program two ids. An id that does
 * not have the usual 20 bytes was chosen by the project and stays.
 *
 * A hostile build made the files: they are opened beneath the work folder, and
 * a file that is damaged or no executable is not changed; the proof of the
 * image refuses it later.
 */

/* A part of the cache's keys: it must change when the same build would give
 * other programs. */
#define STAGE_STRIP_VERSION "strip 2"

/* The longest build-id, in bytes, whose debug information is kept. */
enum { STAGE_STRIP_ID_MOST = 64 };

/* `files` are relative to the work folder, and so is `ready`: the first file as
 * a step of the stage has stripped it already. NULL, or an empty file: no step
 * has. */
int stage_strip(const struct stage_context *stage, const struct text_list *files, const char *ready,
    struct error *err) MUST_CHECK;

#endif
