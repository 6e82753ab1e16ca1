#ifndef ROOTFS_FILES_H
#define ROOTFS_FILES_H

#include "rootfs/tree.h"
#include "spec/spec.h"

/*
 * The `files:` of a spec, from the host into the tree. Outputs of an earlier
 * run of the build are left out of folders and globs: else each image would
 * contain the previous one.
 *
 *	from: site           a folder: all below it lands at `to`, hidden files too
 *	from: app.conf       a file: lands at `to`, or keeps its name below a `to` that ends with "/"
 *	from: conf/x-*.conf  a glob (base/glob.h): a match keeps its path below the last folder before
 *	                     the first wildcard; `to` ends with "/" unless just one file matches
 *	exclude: [*.map, a/b] left out of a folder or glob: names at any depth, paths below `to`
 *	link: ../lib/x       no `from`: a symbolic link at `to`
 *	to: /data/           alone: an empty folder, with `mode` and `owner`, where a program may write
 *
 * A relative `from` counts from `directory` and may climb with "..", as in a
 * Makefile; a link that is named, or matched by a glob, is followed. A link
 * inside a copied folder stays a link when it points inside that folder, and is
 * refused when it leaves it or is absolute. Sockets, fifos and devices are
 * refused. Of a host file only its bytes count, and whether it is executable:
 * it gets 0755 or else 0644, unless `mode` sets another; so setuid bits never
 * come from the host. `mode` is for files: copied folders are 0755. `owner` is
 * for all of them, but not for parents that were missing.
 *
 * Names are sorted, so that a folder's order on disk does not matter. A missing
 * file is ERROR_NOT_FOUND, a file that may not go into an image ERROR_REFUSED;
 * each error names the entry's place. The strings of `files` must live as long
 * as the tree.
 */
int files_add(struct tree *tree, const struct spec *spec, struct error *err) MUST_CHECK;

/*
 * All below the host folder `folder`, at `to` in the image ("/"): what a build
 * installed into $DESTDIR. As above, but a link may be absolute or climb:
 * `folder` is the image's root, where ".." ends.
 */
int files_add_folder(
    struct tree *tree, const char *folder, const char *to, struct error *err) MUST_CHECK;

/* One executable of the host at the absolute path `to`, 0755 and 0:0. */
int files_add_program(
    struct tree *tree, const char *program, const char *to, struct error *err) MUST_CHECK;

#endif
