#ifndef TRANSPORT_ARCHIVE_WRITE_H
#define TRANSPORT_ARCHIVE_WRITE_H

#include "stream/filters.h"
#include "transport/transport.h"

/*
 * Writes a tar as output_file.h describes: a file appears whole or not at all.
 * The ending of its name chooses the compression: .gz .tgz .xz .zst. A terminal
 * is refused. The caller puts the members one by one, sorted by name; all
 * members have mode 0644, owner 0 and the time 0 (1970).
 */
struct archive_content {
	int (*put)(void *context, struct stream *out, struct error *err);
	void *context;
};

/* `ret_measure` receives size and digest of the file; NULL: not wanted. */
int archive_write_file(struct arena *arena, const char *path, const struct archive_content *content,
    struct measure *ret_measure, struct error *err) MUST_CHECK;

int archive_put_folder(struct stream *out, const char *path, struct error *err) MUST_CHECK;
int archive_put_bytes(
    struct stream *out, const char *path, const struct text *bytes, struct error *err) MUST_CHECK;
int archive_put_json(struct arena *arena, struct stream *out, const char *path, const json_t *json,
    struct error *err) MUST_CHECK;
/* Checks the blob's size and digest on the way. */
int archive_put_blob(struct stream *out, const char *path, const struct store *store,
    const struct descriptor *blob, struct error *err) MUST_CHECK;

#endif
