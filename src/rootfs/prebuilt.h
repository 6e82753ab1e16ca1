#ifndef ROOTFS_PREBUILT_H
#define ROOTFS_PREBUILT_H

#include "rootfs/tree.h"
#include "spec/spec.h"

/*
 * Executables that `files:` brings, finished by somebody else: each is proven for the image's platform as the program of the
 * image is. A dynamic one may stay where the tree has the loader that it names. Shared libraries are looked at for their platform
 * alone, object files not at all. A file that nobody may execute is data, whatever is in it.
 */

/* ERROR_REFUSED, with the entry's origin. After tree_finish. */
int prebuilt_prove(
    const struct tree *tree, const struct platform *platform, struct error *err) MUST_CHECK;

/* A line for each file of the host with capabilities, or set-user-ID or set-group-ID, that the image will not have. */
void prebuilt_tell_dropped(const struct tree *tree);

/* What is wrong with the files and pieces that a spec asks for, before anything is compiled for minutes: one that is not there, a
 * place that two want, an executable for another platform. Tells what is dropped. */
int prebuilt_look_ahead(struct arena *arena, const struct spec *spec, struct error *err) MUST_CHECK;

#endif
