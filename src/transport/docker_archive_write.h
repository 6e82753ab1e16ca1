#ifndef TRANSPORT_DOCKER_ARCHIVE_WRITE_H
#define TRANSPORT_DOCKER_ARCHIVE_WRITE_H

#include "image/image.h"
#include "image/layer_read.h"
#include "stream/stream.h"

/*
 * Writes the image of one platform as a tar for `docker load`: the config and
 * the uncompressed layers, named by digest, and manifest.json; sorted by name.
 * Used for files and for engines:
 *
 *	struct docker_archive archive = {.store = store, .manifest = &manifest, .names = names};
 *	if (docker_archive_prepare(arena, &archive, err) != 0) ...
 *	docker_archive_put(&archive, out, err); // may be called again: the same bytes each time
 */
struct docker_member;

struct docker_archive {
	const struct store *store;
	const struct image_manifest *manifest;
	struct text_list names; /* "repository:tag" */
	/* docker_archive_prepare sets all members below */
	struct digest digest; /* of the manifest that docker_archive.h makes of this archive */
	struct docker_member *members; /* sorted by path, each once */
	size_t member_count;
	struct text list; /* manifest.json */
	struct layer_budget budget;
};

/* Reads each compressed layer once to find its size, because a tar has a file's
 * size before its bytes. */
int docker_archive_prepare(
    struct arena *arena, struct docker_archive *archive, struct error *err) MUST_CHECK;

/* The `put` of a struct archive_content; `context` is the struct
 * docker_archive. It uses no arena, so another thread may call it. */
int docker_archive_put(void *context, struct stream *out, struct error *err) MUST_CHECK;

#endif
