#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "image/image_owners.h"
#include "store/store.h"

/*
 * An image from a store, made by mote or by another tool: its manifests and
 * configs, found by image_walk.h. The verbs inspect and run use it. Every blob
 * that is read is checked. Artifacts and statements in an index are skipped
 * (manifest_kind.h). image_files.h reads the files of the layers.
 */
struct image_config {
	const char *architecture, *os, *os_version, *variant, *created, *user, *workdir,
	    *stop_signal;
	struct text_list os_features, entrypoint, cmd, env, expose, volumes;
	struct pairs labels;
	struct digest *diff_ids;
	size_t diff_id_count;
};

struct image_manifest {
	struct descriptor descriptor, config_descriptor;
	struct descriptor *layers;
	size_t layer_count;
	struct pairs annotations;
	struct image_config config;
};

struct image {
	struct descriptor root;
	struct image_manifest *manifests; /* one for each platform */
	size_t manifest_count, manifest_capacity;
};

int image_read(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct image *ret_image, struct error *err) MUST_CHECK;

/* Reads anything that a registry may keep. An artifact is no error: it gives no
 * manifests. */
int image_read_parts(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct image *ret_image, struct error *err) MUST_CHECK;

/* The manifest for a platform, or the best other one that runs there, with a
 * note. `choice` NULL: the host's platform, or the only manifest.
 * ERROR_NOT_FOUND lists the platforms of the image. */
struct platform_choice;
const struct image_manifest *image_pick(
    const struct image *image, const struct platform_choice *choice, struct error *err) MUST_CHECK;

/* "linux/arm/v7" */
char *image_platform_name(struct arena *arena, const struct image_manifest *manifest);

/* Unpacks the layers into an empty folder, and never outside of it. All files
 * belong to the user who runs mote, and devices are left out. `owners` receives
 * the owners that the layers record; NULL: they are not needed. */
int image_unpack(const struct store *store, const struct image_manifest *manifest,
    const char *folder, struct image_owners *owners, struct error *err) MUST_CHECK;

/* Opens a path of the unpacked image, with the flags of open(2). Links are
 * followed as for a process inside the image, and never lead outside. -1 with
 * errno. */
int image_open_inside(int root, const char *path, int flags);
/* Opens a folder of the image. When the folder or its parents are missing, they
 * are made, with root as their owner. The caller owns the descriptor. */
int image_make_folder(
    int root, const char *path, struct image_owners *owners, struct error *err) MUST_CHECK;

#endif
