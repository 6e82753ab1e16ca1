#ifndef TRANSPORT_DOCKER_ARCHIVE_WRITE_H
#define TRANSPORT_DOCKER_ARCHIVE_WRITE_H

#include "image/image.h"
#include "image/layer_read.h"
#include "stream/stream.h"

/*
 * One platform's image as the tar that `docker load` takes: config and
 * uncompressed layers by their digests, and manifest.json, sorted by name. For
 * a file and for an engine:
 *
 *	struct docker_archive archive = {.store = store, .manifest = &manifest, .names = names};
 *	if (docker_archive_prepare(arena, &archive, err) != 0) ...
 *	docker_archive_put(&archive, out, err); // as often as like, the same bytes each time
 */
struct docker_member;

struct docker_archive {
	const struct store *store;
	const struct image_manifest *manifest;
	struct text_list names; /* "repository:tag" */
	/* from here on by docker_archive_prepare */
	struct digest digest; /* of the manifest that is made for it when it is read */
	struct docker_member *members; /* sorted by path, each once */
	size_t member_count;
	struct text list; /* manifest.json */
	struct layer_budget budget;
};

/* Reads each compressed layer once, as a tar says a file's size before its
 * bytes. */
int docker_archive_prepare(
    struct arena *arena, struct docker_archive *archive, struct error *err) MUST_CHECK;

/* `context` is the struct docker_archive: it is the put of a struct
 * archive_content. No arena is touched, so that another thread may do it. */
int docker_archive_put(void *context, struct stream *out, struct error *err) MUST_CHECK;

#endif
