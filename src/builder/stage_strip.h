#ifndef BUILDER_STAGE_STRIP_H
#define BUILDER_STAGE_STRIP_H

#include "builder/stage_context.h"

/*
 * Strips finished executables where they are, and leaves the debug information
 * of each that has a build-id in <work>/debug/<build-id>.debug. One call of
 * strip in the stage strips all of them.
 *
 * The build-id is made anew, from the stripped bytes. The linker's covers the
 * name of the compiler's package too, so that two distributions with one
 * compiler would give one program two names. An id that has not the usual 20
 * bytes was somebody's choice and stays.
 *
 * A hostile build made the files: they are opened beneath the work folder, and
 * a file that is no executable, or a damaged one, stays as it is. The proof of
 * the image refuses it.
 */

/* Changes when the same build would give other programs: it is part of the keys
 * of the cache. */
#define STAGE_STRIP_VERSION "strip 2"

/* `files`: below the work folder. */
int stage_strip(
    const struct stage_context *stage, const struct text_list *files, struct error *err) MUST_CHECK;

#endif
