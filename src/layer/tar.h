#ifndef LAYER_TAR_H
#define LAYER_TAR_H

#include "rootfs/tree.h"
#include "spec/spec.h"
#include "stream/stream.h"

/*
 * Writes tar in the POSIX ustar format. It writes a pax extended header only
 * for values that ustar cannot express: a path over 100 bytes that cannot be
 * split, a link target over 100 bytes, a size of 8 GiB or more, an id over
 * 2097151, a time after 2242, extended attributes. Names in UTF-8 are in the
 * ustar header unchanged: Go's archive/tar, GNU tar and libarchive all read
 * them, and each pax header costs a kilobyte. All times are `mtime`; there are
 * no user names and no "./". Two blocks of zeros end the file, without padding
 * to a record. Clause: POSIX.1-2017, pax, "ustar Interchange Format";
 * image-spec 1.1, layer.md.
 */
struct tar_entry {
	const char *path; /* without a leading '/'; folders end with '/' */
	char type; /* '0' file, '1' hard link, '2' link, '3' '4' devices, '5' folder, '6' fifo */
	unsigned mode;
	uint32_t owner, group;
	uint64_t size;
	int64_t mtime;
	const char *link; /* '1' and '2' only */
	uint32_t device_major, device_minor; /* '3' and '4' only */
	const struct pairs *attributes; /* extended attributes, values in hexadecimal; NULL: none */
};

int tar_write_header(
    struct stream *out, const struct tar_entry *entry, struct error *err) MUST_CHECK;
/* Writes zeros up to the next block after `size` bytes of content. */
int tar_write_padding(struct stream *out, uint64_t size, struct error *err) MUST_CHECK;
int tar_write_end(struct stream *out, struct error *err) MUST_CHECK;

/* Writes `size` bytes from the descriptor, and the padding behind them. A file
 * that now has fewer or more bytes is an error that names it. */
int tar_write_file(
    struct stream *out, int fd, const char *name, uint64_t size, struct error *err) MUST_CHECK;

/* Writes a whole tree and the end of the tar. */
int tar_write_tree(
    struct stream *out, const struct tree *tree, int64_t mtime, struct error *err) MUST_CHECK;

/* The bytes that tar_write_tree will write. */
uint64_t tar_size_of_tree(const struct tree *tree, int64_t mtime);

#endif
