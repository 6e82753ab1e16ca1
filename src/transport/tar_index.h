#ifndef TRANSPORT_TAR_INDEX_H
#define TRANSPORT_TAR_INDEX_H

#include "base/file.h"
#include "base/temporary_folder.h"

/*
 * The positions of the members of a tar: members are read in place, and nothing
 * is unpacked. A tar that is compressed (gzip, xz, zstd), that has no random
 * access, or that comes from standard input ("-") is first written uncompressed
 * into the temporary folder. The index lists only regular files and links, and
 * no name of the tar is ever opened on disk. Limits: 100,000 members, 16 MiB of
 * names; after decompression 1000 times the archive's size or 1 GiB, whichever
 * is more, and never over 64 GiB.
 */
struct tar_member {
	const char *name; /* without "./" and "//", and without "/" at its start */
	const char *link; /* for a link, the name of its target in this tar; NULL: it is a file */
	uint64_t offset, size; /* of the content, in the file `path` of the index */
};

struct tar_index {
	const char *path; /* the plain tar */
	const char *name; /* the name of the archive in errors */
	struct tar_member *members; /* sorted by name */
	size_t count, capacity;
};

/* When a temporary folder is needed, it is made in `folder`, which the caller
 * owns. */
int tar_index_read(struct arena *arena, const char *path, struct temporary_folder *folder,
    struct tar_index *ret_index, struct error *err) MUST_CHECK;

/* The regular file of that name, following links; NULL: there is none. */
const struct tar_member *tar_index_find(const struct tar_index *index, const char *name);

/* The size limit for a member that is read into memory. */
enum { TAR_MEMBER_LIMIT = 4 << 20 };

int tar_index_bytes(struct arena *arena, const struct tar_index *index,
    const struct tar_member *member, struct text *ret_bytes, struct error *err) MUST_CHECK;

#endif
