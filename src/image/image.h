#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "image/image_owners.h"
#include "store/store.h"

/*
 * An image read back from a store, ours or anybody's: the root descriptor followed through indexes to
 * manifests and configs, within the limits of descent.h. What inspect and run look at. Every blob that is read is checked.
 * Artifacts and statements that an index names are passed over (manifest_kind.h). The files of its layers are image_files.h.
 */
struct image_config {
	const char *architecture, *os, *os_version, *variant, *created, *user, *workdir,
	    *stop_signal;
	struct text_list os_features, entrypoint, cmd, env, expose, volumes;
	struct spec_pairs labels;
	struct digest *diff_ids;
	size_t diff_id_count;
};

struct image_manifest {
	struct descriptor descriptor, config_descriptor;
	struct descriptor *layers;
	size_t layer_count;
	struct spec_pairs annotations;
	struct image_config config;
};

struct image {
	struct descriptor root;
	struct image_manifest *manifests; /* one a platform */
	size_t manifest_count, manifest_capacity;
};

int image_read(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct image *ret_image, struct error *err) MUST_CHECK;

/* The same of anything that a registry keeps: an artifact has no image in it, and that is no error; its manifests are none. */
int image_read_parts(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct image *ret_image, struct error *err) MUST_CHECK;

/* The manifest for a platform, or the best one that runs there as well, with a note; NULL: the host's, or the only one.
 * ERROR_NOT_FOUND lists what is there. */
struct platform_choice;
const struct image_manifest *image_pick(
    const struct image *image, const struct platform_choice *choice, struct error *err) MUST_CHECK;

/* "linux/arm/v7" */
char *image_platform_name(struct arena *arena, const struct image_manifest *manifest);

/* Unpacks the layers into an empty folder, as the caller's own user, devices left out, never outside it. `owners`: whose
 * the files are to be, or NULL. */
int image_unpack(const struct store *store, const struct image_manifest *manifest,
    const char *folder, struct image_owners *owners, struct error *err) MUST_CHECK;

/* A path of the unpacked image, with the flags of open(2): links lead where they would for a process inside it,
 * never outside. -1 with errno. */
int image_open_inside(int root, const char *path, int flags);
/* The folder, made with those above it, which are root's, where they are not there; a descriptor that the caller owns. */
int image_make_folder(
    int root, const char *path, struct image_owners *owners, struct error *err) MUST_CHECK;

#endif
