#ifndef PACKAGES_DEB_UNPACK_H
#define PACKAGES_DEB_UNPACK_H

#include "packages/deb_read.h"

/*
 * Unpacks a Debian package, without dpkg and without root. No script of it is
 * ever run.
 *
 *	<folder>/root       the files of the package
 *	<folder>/postinst   the text of that script, if the package has one
 *
 * Nothing leaves the folder. These are errors: a path that is absolute or has
 * ".." in it, an entry whose folder is a link or has no entry of its own, a
 * hard link to something else than a file, a device, a fifo, a path with two
 * entries. Files have the mode 0644 or 0755 whatever the umask, no set-id bits,
 * the time that the archive says, and the user as owner.
 */
enum { DEB_DEPTH = 64, DEB_SCRIPT_LIMIT = 1 << 20, DEB_PATH_LIMIT = 4000 };

/* `folder` is there and empty. After an error it holds something half. */
int deb_unpack(const struct deb_source *source, const char *folder, struct error *err) MUST_CHECK;

#endif
