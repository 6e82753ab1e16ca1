#ifndef IMAGE_IMAGE_FILES_H
#define IMAGE_IMAGE_FILES_H

#include "image/image.h"
#include "image/layer_read.h"

/*
 * The files of an image: the tree of all layers as a program in the image sees
 * it, and their content.
 *
 *	image_list_files(arena, store, manifest, &files, err); // the tree
 *	image_read_contents(store, manifest, &wanted, err); // the bytes of some or all of it
 *
 * A caller that writes the tree again writes the folders and links in the order
 * of the list, then the files as `take` gets them, and last the hard links. In
 * the list, the file that a hard link names stands before the hard link.
 * Clause: image-spec 1.1, layer.md, "Changesets" and "Whiteouts".
 */
struct image_file {
	const char *path; /* "/etc/passwd" */
	char
	    type; /* as in tar: '0' file, '1' one more name of the file `link`, '2' symbolic link, '3' '4' '5' '6' */
	unsigned mode; /* 0..07777 */
	uint32_t owner, group;
	uint64_t size; /* of the content; each name of a file has the same */
	const char *link; /* '2': its target, unchanged; '1': a path in the list; else NULL */
	int64_t mtime; /* seconds since 1970 */
	uint32_t nanoseconds; /* of mtime */
	uint32_t device_major, device_minor; /* '3' and '4' */
	const char *owner_name, *group_name; /* from the tar; NULL: it has none */
	struct pairs attributes; /* extended attributes, sorted; values in hexadecimal */
	size_t layer,
	    order; /* the entry that made it: which of the manifest's layers, which entry there */
};

struct image_files {
	struct image_file
	    *items; /* sorted by the bytes of the path, each path once, without "/" itself */
	size_t count, capacity;
	uint64_t unpacked; /* bytes of all layers' tars */
};

/*
 * Lists the tree of all layers after whiteouts. When a layer has a path twice,
 * the last entry counts. An entry below a link to a folder is put into that
 * folder of the image. A folder without an entry of its own is not listed.
 * diff_ids are checked. ERROR_FAILED for entries that cannot be unpacked: a
 * hard link without a target, a file below a file, a whiteout of "..".
 */
int image_list_files(struct arena *arena, const struct store *store,
    const struct image_manifest *manifest, struct image_files *ret_files,
    struct error *err) MUST_CHECK;

/* The files whose content the caller wants. `take` is called once for each
 * file, layer by layer, in the order of the tars; it reads the bytes by
 * layer_read_content. */
struct image_contents {
	const struct image_file *const
	    *files; /* of type '0', from image_list_files of the same manifest */
	size_t count;
	int (*take)(void *context, const struct image_file *file, struct layer_read *layer,
	    struct error *err);
	void *context;
};

/* Reads only layers that have a wanted file, and reads them to the end, so that
 * their diff_ids are checked again. */
int image_read_contents(const struct store *store, const struct image_manifest *manifest,
    const struct image_contents *wanted, struct error *err) MUST_CHECK;

#endif
