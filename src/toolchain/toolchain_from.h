#ifndef TOOLCHAIN_TOOLCHAIN_FROM_H
#define TOOLCHAIN_TOOLCHAIN_FROM_H

#include "spec/reference.h"
#include "toolchain/toolchain_install.h"

/*
 * Installs finished toolchains from an archive of toolchain/dist, by mote's own
 * code: it needs no program of the host. The place of the archive is
 *
 *	/srv/mote                                 a folder that has mote-toolchain-<host>.tar.xz
 *	/srv/mote/mote-toolchain-amd64.tar.xz     the file
 *	https://host/mote                         the address of the folder, or of the file
 *	docker://host/mote:tag                    an artifact in a registry
 *
 * Its SHA-256 is verified if there is a file with the ending .sha256 beside it,
 * or a SHA256SUMS that names it. Plain HTTP from another machine needs one of
 * them. A download that was cut off continues where it stopped, if its SHA-256
 * is known also in a later run; one from a registry begins anew. The download
 * of an archive that was refused is removed.
 *
 * The toolchains are unpacked beside the others, and each is compared with the
 * SHA-256 in its toolchain.json, before the first one takes its place by a
 * rename. What is installed already with the same bytes is left. Two processes
 * that install at once wait for each other.
 */

/* The platforms of `install`, or all that the archive has if its count is 0.
 * `install->from` is the place, and no NULL. */
int toolchain_install_from(
    struct arena *arena, const struct toolchain_install *install, struct error *err) MUST_CHECK;

/* Fetches the archive for this machine from a registry to `file`, and verifies
 * its digest. The room registry/ is above this one, so the function is defined
 * there, in toolchain_artifact.c. */
int toolchain_fetch_artifact(struct arena *arena, const struct reference *reference,
    const char *file, struct error *err) MUST_CHECK;

#endif
