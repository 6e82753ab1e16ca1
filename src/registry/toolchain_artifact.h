#ifndef REGISTRY_TOOLCHAIN_ARTIFACT_H
#define REGISTRY_TOOLCHAIN_ARTIFACT_H

#include "spec/reference.h"

/*
 * An archive of toolchains (toolchain/toolchain_archive.h) as an OCI artifact:
 * an index with a manifest for each processor that a host may have, and in each
 * manifest one layer, the archive. toolchain_fetch_artifact, which toolchain/
 * declares, is defined in toolchain_artifact.c too. Clause: image-spec 1.1,
 * manifest.md, "Guidelines for Artifact Usage".
 */
#define MEDIA_TOOLCHAIN "application/vnd.mote.toolchain.v1"
#define MEDIA_TOOLCHAIN_ARCHIVE "application/vnd.mote.toolchain.v1.tar+xz"

/* Pushes the archive to the tag of the reference, "latest" without one. The
 * archives for other processors that the tag has stay. `ret_digest` is that of
 * the index. */
int toolchain_push_artifact(struct arena *arena, const struct reference *reference,
    const char *file, struct digest *ret_digest, struct error *err) MUST_CHECK;

#endif
