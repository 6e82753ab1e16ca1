#ifndef IMAGE_IMAGE_SECRETS_H
#define IMAGE_IMAGE_SECRETS_H

#include "image/image.h"
#include "rootfs/tree.h"

/*
 * Finds private keys, passwords and tokens in the layers of an image, by the
 * paths and the first bytes of files. Each layer is checked alone: a file that
 * a later layer removes can still be read by everyone who pulls the image.
 *
 * Found by the path: ".env" and ".env.x" (except .env.example and similar
 * names), everything in a folder ".git", the files in which docker, podman,
 * aws, gcloud, kubectl, git, netrc and pgpass store credentials, and
 * ".ssh/id_x" (except .pub). Found by the bytes, in files up to 64 KiB: a file
 * that begins with a private key in PEM or OpenPGP form; .pem, .key, .crt and
 * .json with such a key anywhere; an .npmrc with a token. An empty file is no
 * secret.
 */

/* Reads the layers of all platforms, each once. Skips layers that are still in
 * a registry: they have left the machine already. Skips layers that were
 * checked before (screened_layers.h). ERROR_REFUSED names the first files that
 * were found. */
int image_check_secrets(struct arena *arena, const struct store *store,
    const struct descriptor *root, struct error *err) MUST_CHECK;

/* The same check for a tree that became a layer; true also when a file can no
 * longer be read. */
bool image_tree_has_secrets(const struct tree *tree);

/* The kind of secret, by the path only: "a private key" for
 * "/root/.ssh/id_rsa". NULL: no secret. */
const char *image_secret_path(const char *path);
/* The kind of secret, by the bytes of the whole file, which end with a NUL. */
const char *image_secret_bytes(const char *path, const char *bytes);

#endif
