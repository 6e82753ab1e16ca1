#ifndef PACKAGES_PACKAGE_STORE_H
#define PACKAGES_PACKAGE_STORE_H

#include "packages/package_lock.h"

/*
 * Unpacked Debian packages, each in a folder that is named by the SHA-256 of
 * its .deb, below the folder where toolchains are:
 *
 *	<home>/packages/<sha256>/root/...    the files
 *	<home>/packages/<sha256>/postinst    see deb_unpack.h
 *	<home>/packages/incoming/<sha256>/   a .deb under way, or a part of one
 *
 * A package is there whole or not at all, and is never changed: roots are made
 * of hard links to its files (package_root.h).
 */
struct package_store {
	const char *home; /* absolute: where toolchains are installed */
	/* archives to ask, see http/download.h; NULL: download_mirrors */
	const struct text_list *places;
};

struct locked_packages {
	const struct locked_package *items;
	size_t count;
};

/* Fetches and unpacks the packages that are not there yet, several at once. The
 * .debs are removed afterwards. If one fails, those that were whole before
 * stay. Of two processes that both add packages, one waits. */
int package_store_provide(struct arena *arena, const struct package_store *store,
    const struct locked_packages *packages, struct error *err) MUST_CHECK;

/* Opens "<home>/packages/.use". A process that makes a root of packages holds a
 * shared lock on it (flock), and one that removes packages an exclusive one.
 * The caller owns the descriptor. */
int package_store_open_use(struct arena *arena, const char *home, struct error *err);

/* Takes the lock "<home>/packages/.lock": one process at a time adds packages.
 * Who holds ".use" too takes it before. The caller owns the descriptor. */
int package_store_lock(struct arena *arena, const char *home, struct error *err) MUST_CHECK;

/* "<home>/packages/<sha256>"; it need not exist. */
char *package_store_folder(
    struct arena *arena, const char *home, const struct locked_package *package) RETURNS_NONNULL;

#endif
