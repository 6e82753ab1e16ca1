#ifndef ROOTFS_FILES_H
#define ROOTFS_FILES_H

#include "rootfs/tree.h"
#include "spec/spec.h"

/*
 * The `files:` of a spec, from the host into the tree. Outputs of an earlier
 * run of the build are left out of folders and globs; otherwise each image
 * would contain the previous one.
 *
 *	from: site           a folder: everything below it goes to `to`, hidden files too
 *	from: app.conf       a file: it goes to `to`, or keeps its name below a `to` that ends with "/"
 *	from: conf/x-*.conf  a glob (base/glob.h): a match keeps its path below the last folder before
 *	                     the first wildcard; `to` ends with "/" unless just one file matches
 *	exclude: [*.map, a/b] left out of a folder or glob: names at any depth, paths below `to`
 *	link: ../lib/x       no `from`: a symbolic link at `to`
 *	to: /data/           alone: an empty folder, with `mode` and `owner`, for files that a program writes
 *
 * A relative `from` starts at `directory`, and may have ".." in it, as in a
 * Makefile. A link that `from` names or matches is followed. A link inside a
 * copied folder stays a link if it points into that folder; a link that leaves
 * the folder or is absolute is refused. Sockets, fifos and devices are refused.
 * From a host file mote uses only the bytes and whether it is executable: its
 * mode is 0755 or 0644 unless `mode` sets another, so setuid bits never come
 * from the host. `mode` is for files: copied folders have 0755. `owner` is for
 * files and folders, but not for missing parents.
 *
 * Names are sorted, so that the order of a folder on disk does not matter. A
 * missing file is ERROR_NOT_FOUND, and a file that is not allowed in an image
 * is ERROR_REFUSED; each error names the entry's place. The strings of `files`
 * must live as long as the tree.
 */
int files_add(struct tree *tree, const struct spec *spec, struct error *err) MUST_CHECK;

/*
 * Adds everything below the host folder `folder` at `to` in the image ("/"):
 * the files that a build installed into $DESTDIR. As above, but a link may be
 * absolute or have "..": `folder` is the image's root.
 */
int files_add_folder(
    struct tree *tree, const char *folder, const char *to, struct error *err) MUST_CHECK;

/* Adds one executable of the host at the absolute path `to`, with mode 0755 and
 * owner 0:0. */
int files_add_program(
    struct tree *tree, const char *program, const char *to, struct error *err) MUST_CHECK;

#endif
