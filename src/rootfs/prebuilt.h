#ifndef ROOTFS_PREBUILT_H
#define ROOTFS_PREBUILT_H

#include "rootfs/tree.h"
#include "spec/spec.h"

/*
 * Executables in `files:` that another build made. Each is checked for the
 * image's platform, like the program of the image. A dynamic executable is
 * allowed when the tree has the loader that it names. For shared libraries only
 * the platform is checked, and for object files nothing. A file without any
 * execute bit is data and is not checked.
 */

/* Called after tree_finish. ERROR_REFUSED, with the entry's origin. */
int prebuilt_prove(
    const struct tree *tree, const struct platform *platform, struct error *err) MUST_CHECK;

/* Warns about each file that loses its capabilities or its set-user-ID or
 * set-group-ID bit in the image. */
void prebuilt_warn_dropped(const struct tree *tree);

/* Finds errors in the files and pieces of a spec before compilation, which may
 * take minutes: a missing file, two entries for one place, an executable for
 * another platform. Calls prebuilt_warn_dropped. */
int prebuilt_look_ahead(struct arena *arena, const struct spec *spec, struct error *err) MUST_CHECK;

#endif
