#ifndef IMAGE_IMAGE_SECRETS_H
#define IMAGE_IMAGE_SECRETS_H

#include "image/image.h"
#include "rootfs/tree.h"

/*
 * Finds files that should not leave this machine: private keys, passwords and
 * tokens in the layers of an image, told by where they lie and how they begin.
 * A layer is looked at by itself, as whoever pulls it can: what a later one
 * takes away is still in it.
 *
 * Told by the path: ".env" and ".env.x" (but .env.example and its like), what
 * lies in a folder ".git", the files in which docker, podman, aws, gcloud,
 * kubectl, git, netrc and pgpass keep credentials, and ".ssh/id_x" (but .pub).
 * By the bytes, of files up to 64 KiB: what begins with a private key of PEM or
 * OpenPGP; .pem, .key, .crt and .json that hold one anywhere; an .npmrc with a
 * token. An empty file is none.
 */

/* Reads the layers of all platforms, each once; those that would have to be
 * fetched first are not here to be kept here. Nor are those that were looked at
 * before: screened_layers.h. ERROR_REFUSED names the first files of what was
 * found. */
int image_check_secrets(struct arena *arena, const struct store *store,
    const struct descriptor *root, struct error *err) MUST_CHECK;

/* The same of a tree that a layer was made of; true also where a file can no
 * longer be read. */
bool image_tree_has_secrets(const struct tree *tree);

/* The kind of secret, by the path alone: "/root/.ssh/id_rsa" is "a private
 * key". NULL: no secret. */
const char *image_secret_path(const char *path);
/* By its bytes, all of them and a NUL. */
const char *image_secret_bytes(const char *path, const char *bytes);

#endif
