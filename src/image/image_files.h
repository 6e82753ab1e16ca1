#ifndef IMAGE_IMAGE_FILES_H
#define IMAGE_IMAGE_FILES_H

#include "image/image.h"
#include "image/layer_read.h"

/*
 * The files of an image: the tree of all layers as a program in the image sees
 * it, and their content.
 *
 *	image_list_files(arena, store, manifest, &files, err); // what is there
 *	image_read_contents(store, manifest, &wanted, err); // the bytes of some or all of it
 *
 * To write the tree out again, write the folders and links in the order of the
 * list, and what `take` is given in between; a '1' comes after the file that it
 * names, as that stands before it in the list. Clause: image-spec 1.1,
 * layer.md, "Changesets" and "Whiteouts".
 */
struct image_file {
	const char *path; /* "/etc/passwd" */
	char
	    type; /* as in tar: '0' file, '1' one more name of the file `link`, '2' symbolic link, '3' '4' '5' '6' */
	unsigned mode; /* 0..07777 */
	uint32_t owner, group;
	uint64_t size; /* of a file's content, under each of its names */
	const char *link; /* '2': its target as it is; '1': a path of the list; else NULL */
	int64_t mtime; /* seconds since 1970 */
	uint32_t nanoseconds; /* of mtime */
	uint32_t device_major, device_minor; /* '3' and '4' */
	const char *owner_name, *group_name; /* as the tar says; NULL: it does not */
	struct pairs attributes; /* extended ones, sorted; bytes in hexadecimal */
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
 * The tree of all layers, whiteouts applied; of one path that a layer has twice
 * the last. Entries whose folder is a link go where the link leads inside the
 * image. Folders that no layer has but that something lies in are not listed.
 * diff_ids are checked. ERROR_FAILED: what could not be unpacked either (a hard
 * link to nothing, a file below a file, a whiteout of "..").
 */
int image_list_files(struct arena *arena, const struct store *store,
    const struct image_manifest *manifest, struct image_files *ret_files,
    struct error *err) MUST_CHECK;

/* Whose content is wanted: called once for each, layer by layer, in the order
 * in which the layers' tars have them; layer_read_content gives the bytes. */
struct image_contents {
	const struct image_file *const
	    *files; /* of type '0', from image_list_files of the same manifest */
	size_t count;
	int (*take)(void *context, const struct image_file *file, struct layer_read *layer,
	    struct error *err);
	void *context;
};

/* Only layers with something wanted are read, those whole: diff_ids are checked
 * again. */
int image_read_contents(const struct store *store, const struct image_manifest *manifest,
    const struct image_contents *wanted, struct error *err) MUST_CHECK;

#endif
