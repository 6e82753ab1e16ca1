#ifndef TOOLCHAIN_TOOLCHAIN_ARCHIVE_H
#define TOOLCHAIN_TOOLCHAIN_ARCHIVE_H

#include "base/error.h"
#include "base/text.h"
#include "spec/platform.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The archive of finished toolchains that toolchain/dist writes: a .tar.xz with
 *
 *	mote-toolchain.json                  the first member, says what is in the others
 *	compiler/                            of all toolchains
 *	amd64/, arm64/, ...                  a toolchain for each target
 *	bubblewrap/                          shuts builds in
 *	packages/                            mote's own tools, see package_store.h
 *
 * A root is made of packages where it is used, so an archive has none.
 * Its files that are one file on the disk of the packer are hard links. The
 * archive is foreign: it may be damaged, or somebody may have made it to write
 * outside of the folder into which it is unpacked. So nothing follows a link,
 * and bytes and entries have limits.
 *
 *	toolchain_archive_read(arena, "it.tar.xz", &contents, err);
 *	toolchain_archive_unpack(arena, "it.tar.xz", &targets, folder, err);
 */
struct toolchain_member {
	const struct platform *platform;
	const char *sha256; /* the "sha256" of its toolchain.json */
};

struct toolchain_contents {
	const char *host; /* "amd64": the processor on which the compiler runs */
	const char *compiler; /* the key of the compiler */
	struct toolchain_member *items;
	size_t count;
};

/* An archive is no larger: ten toolchains with all tools have less than a tenth
 * of it. */
extern const uint64_t toolchain_archive_limit;

/* The name of the archive for the processor of this machine:
 * "mote-toolchain-amd64.tar.xz". */
char *toolchain_archive_name(struct arena *arena) RETURNS_NONNULL;

/* Reads the first member only. */
int toolchain_archive_read(struct arena *arena, const char *path,
    struct toolchain_contents *ret_contents, struct error *err) MUST_CHECK;

/* Unpacks the toolchains for these targets ("amd64"), and all that is no
 * toolchain, into an empty folder. The caller removes the folder after an
 * error. */
int toolchain_archive_unpack(struct arena *arena, const char *path, const struct text_list *targets,
    const char *folder, struct error *err) MUST_CHECK;

/* The folders beside toolchains, each name once; NULL behind the last. The
 * second list: those whose own folders are added to what is there. */
extern const char *const toolchain_archive_others[];
extern const char *const toolchain_archive_collections[];

#endif
