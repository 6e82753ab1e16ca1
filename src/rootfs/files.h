#ifndef ROOTFS_FILES_H
#define ROOTFS_FILES_H

#include "rootfs/tree.h"
#include "spec/spec.h"

/*
 * The `files:` of a spec, from the host into the tree. A glob (* ? [] and ** for any folders, no hidden files unless the pattern
 * names them) must match something. A folder is copied with all below it. Symbolic links inside stay links when they
 * point inside what is copied, and are refused when they leave it. Sockets, fifos and devices are
 * refused. Sorted, so that a folder's order on disk does not matter.
 */
int files_add(struct tree *tree, const char *directory, const struct spec_files *files,
    struct error *err) MUST_CHECK;

/* All below the host folder `folder`, at `to` in the image ("/"): what a build installed into $DESTDIR. */
int files_add_folder(
    struct tree *tree, const char *folder, const char *to, struct error *err) MUST_CHECK;

#endif
