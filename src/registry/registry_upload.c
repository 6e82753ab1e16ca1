#include "base/scope.h"
#include "registry/session.h"
#include "registry/transfer.h"
#include "store/blob_reader.h"

#include <string.h>

/* A blob goes in one piece up to this size, a longer one in pieces of it: what
 * a cut can cost. */
enum { PIECE = 64 << 20 };

/* A blob on its way to the registry. */
struct upload {
	struct arena *arena;
	struct registry *registry;
	const struct store *from;
	const struct descriptor *descriptor;
	struct retry retry;
	const char *location; /* of the session; NULL: there is none */
	uint64_t piece; /* bytes */
	uint64_t offset; /* bytes that the registry has */
	uint64_t farthest; /* the largest offset so far: only more counts as progress */
	/* the piece on its way */
	struct blob_reader reader;
	uint64_t length, left;
	struct transfer transfer;
};

static void
scope_upload(struct upload *upload)
{
	scope_transfer(&upload->transfer);
	scope_blob_reader(&upload->reader);
}

static const char *
what_of(const struct upload *upload)
{
	return arena_printf(upload->arena, "put blob \"%s\"", upload->descriptor->digest.text);
}

static int
begin_piece(void *context, struct error *err)
{
	struct upload *upload = context;

	scope_blob_reader(&upload->reader);
	upload->reader = (struct blob_reader){.fd = -1};
	upload->left = upload->length;
	if (blob_reader_open(upload->from, &upload->descriptor->digest, &upload->reader, err) != 0)
		return -1;
	return blob_reader_skip(&upload->reader, upload->offset, err);
}

static ssize_t
read_piece(void *context, void *buffer, size_t size, struct error *err)
{
	struct upload *upload = context;
	ssize_t got = blob_reader_read(
	    &upload->reader, buffer, size < upload->left ? size : (size_t)upload->left, err);

	if (got > 0)
		upload->left -= (uint64_t)got;
	transfer_reach(&upload->transfer, upload->offset + upload->length - upload->left);
	return got;
}

/* Where the next request of the session goes. Clause: distribution-spec 1.1,
 * "Pushing a blob monolithically". */
static int
move_to(struct upload *upload, const struct http_response *response, struct error *err)
{
	if (response->location == NULL)
		return error_set(err, ERROR_FAILED,
		    "%s: the registry answers %d to an upload and names no place for it",
		    upload->registry->name, response->status);
	upload->location = http_resolve(upload->arena, response->url, response->location, err);
	if (upload->location == NULL)
		return -1;
	if (text_starts_with(response->url, "https:") &&
	    !text_starts_with(upload->location, "https:"))
		return error_set(err, ERROR_REFUSED,
		    "%s: the registry wants an upload to go over plain HTTP to \"%s\"; that is not done",
		    upload->registry->name, upload->location);
	return 0;
}

/* 1: the registry had it in another repository, and mounted it. */
static int
begin_session(struct upload *upload, const char *source, struct error *err)
{
	struct arena *arena = upload->arena;
	struct registry *registry = upload->registry;
	const char *path = arena_printf(arena, "/v2/%s/blobs/uploads/", registry->repository);
	struct session_request request = {.method = "POST", .path = path};
	struct http_response response;
	uint64_t least;

	if (source != NULL)
		request.path = arena_printf(arena, "%s?mount=%s&from=%s", path,
		    http_escape(arena, upload->descriptor->digest.text),
		    http_escape(arena, source));
	if (session_exchange(arena, registry, &request, &response, err) != 0)
		return -1;
	if (source != NULL && response.status == 201)
		return 1;
	/* it does not mount, or knows no such thing; a 202 begins an upload
	 * instead */
	if (source != NULL)
		session_refuse_mounts(registry);
	if (source != NULL && response.status != 202)
		return begin_session(upload, NULL, err);
	if (response.status != 202)
		return session_refusal(arena, registry, what_of(upload), &response, err);
	upload->offset = 0;
	upload->piece = PIECE;
	if (response.chunk_min_length != NULL &&
	    text_to_number(response.chunk_min_length, UINT64_MAX, &least) == 0 && least > PIECE)
		upload->piece = least;
	return move_to(upload, &response, err);
}

/* "0-99" and "bytes=0-99": a hundred bytes. "0-0" is what a registry says that
 * has none. Clause: distribution-spec 1.1, "Pushing a blob in chunks". */
static uint64_t
bytes_there(const char *range)
{
	uint64_t last;

	if (range == NULL)
		return 0;
	range += text_starts_with(range, "bytes=") ? strlen("bytes=") : 0;
	if (!text_starts_with(range, "0-") ||
	    text_to_number(range + 2, UINT64_MAX - 1, &last) != 0 || last == 0)
		return 0;
	return last + 1;
}

/* Starts counting tries anew when the registry has bytes that it never had
 * before. A registry that takes bytes and forgets them again makes no
 * progress. */
static void
note_progress(struct upload *upload)
{
	if (upload->offset < upload->farthest + RETRY_PROGRESS)
		return;
	upload->farthest = upload->offset;
	upload->retry = retry_new(upload->registry->access);
}

/* After a cut: what has come through. A session that is gone is begun anew. */
static int
ask_progress(struct upload *upload, struct error *err)
{
	const struct session_request request = {.method = "GET", .url = upload->location};
	struct http_response response;

	if (session_exchange(upload->arena, upload->registry, &request, &response, err) != 0)
		return -1;
	upload->offset = bytes_there(response.range);
	if ((response.status != 204 && response.status != 202) ||
	    upload->offset > upload->descriptor->size) {
		upload->location = NULL;
		return 0;
	}
	note_progress(upload);
	return response.location == NULL ? 0 : move_to(upload, &response, err);
}

static int
send_piece(struct upload *upload, bool is_last, struct http_response *response, struct error *err)
{
	const char *range = arena_printf(upload->arena, "Content-Range: %llu-%llu",
	    (unsigned long long)upload->offset,
	    (unsigned long long)(upload->offset + upload->length - 1));
	/* a blob in one piece needs no range */
	bool whole = upload->offset == 0 && is_last;
	const char *const headers[] = {"Content-Type: application/octet-stream",
	    whole || upload->length == 0 ? NULL : range, NULL};
	const struct http_body body = {begin_piece, read_piece, upload, upload->length};
	const char *with_digest = arena_printf(upload->arena, "%s%sdigest=%s", upload->location,
	    strchr(upload->location, '?') == NULL ? "?" : "&",
	    http_escape(upload->arena, upload->descriptor->digest.text));
	const struct session_request request = {.method = is_last ? "PUT" : "PATCH",
	    .url = is_last ? with_digest : upload->location,
	    .headers = headers,
	    .body = &body,
	    .once = true};

	return session_exchange(upload->arena, upload->registry, &request, response, err);
}

static int
check_taken(const struct upload *upload, const struct http_response *response, struct error *err)
{
	if (response->docker_digest == NULL ||
	    strcmp(response->docker_digest, upload->descriptor->digest.text) == 0)
		return 1;
	return error_set(err, ERROR_FAILED,
	    "%s: the registry took blob \"%s\" and calls it \"%s\", which is other content",
	    upload->registry->name, upload->descriptor->digest.text, response->docker_digest);
}

/* After a part that did not go through: asks how much the registry has, if
 * another try is worth it. */
static int
recover(struct upload *upload, int status, struct http_response *response, struct error *err)
{
	/* the registry has other ideas of where we are, or none */
	bool is_lost = status == 0 && (response->status == 404 || response->status == 416);
	int again;

	if (status == 0)
		session_refusal(upload->arena, upload->registry, what_of(upload), response, err);
	if (is_lost) {
		/* nothing that the user named is missing */
		err->kind = ERROR_FAILED;
		upload->location = response->status == 404 ? NULL : upload->location;
		response->status = 0;
		response->transient = true;
	}
	again = retry_wait(&upload->retry, response, err->text, err);
	if (again < 0)
		return error_wrap(err, "%s", upload->registry->name);
	if (again == 0)
		return status == 0 ? -1 : error_wrap(err, "cannot %s", what_of(upload));
	return upload->location == NULL ? 0 : ask_progress(upload, err);
}

/* Counts a try as failed: the registry accepted a piece, and has no more bytes
 * than before. */
static int
wait_for_progress(struct upload *upload, struct http_response *response, struct error *err)
{
	int again;

	error_fill(err, ERROR_FAILED,
	    "%s: cannot %s: the registry answers 202 to a part of it and has %llu bytes of it then",
	    upload->registry->name, what_of(upload), (unsigned long long)upload->offset);
	response->status = 0;
	response->transient = true;
	again = retry_wait(&upload->retry, response, err->text, err);
	if (again < 0)
		return error_wrap(err, "%s", upload->registry->name);
	return again == 0 ? -1 : 0;
}

/* 1: the registry has the whole blob; 0: a part. */
static int
send_next(struct upload *upload, struct error *err)
{
	uint64_t before = upload->offset, left = upload->descriptor->size - before;
	bool is_last = left <= upload->piece;
	struct http_response response;
	int status;

	upload->length = is_last ? left : upload->piece;
	status = send_piece(upload, is_last, &response, err);
	if (status == 0 && is_last && response.status == 201)
		return check_taken(upload, &response, err);
	if (status != 0 || is_last || response.status != 202)
		return recover(upload, status, &response, err);
	upload->offset += upload->length;
	/* a registry may have taken less than it was given */
	if (response.range != NULL && bytes_there(response.range) < upload->offset)
		upload->offset = bytes_there(response.range);
	if (response.location != NULL && move_to(upload, &response, err) != 0)
		return -1;
	note_progress(upload);
	return upload->offset >= before + RETRY_PROGRESS
	    ? 0
	    : wait_for_progress(upload, &response, err);
}

static int
put(struct upload *upload, struct error *err)
{
	const char *source = session_mount_source(upload->registry, &upload->descriptor->digest);
	int status = 0;

	while (status == 0) {
		status = upload->location == NULL ? begin_session(upload, source, err)
						  : send_next(upload, err);
		source = NULL;
	}
	return status < 0 ? -1 : 0;
}

static int
has(struct arena *arena, struct registry *registry, const struct descriptor *descriptor,
    bool *ret_there, struct error *err)
{
	const struct session_request request = {.method = "HEAD",
	    .path = arena_printf(
		arena, "/v2/%s/blobs/%s", registry->repository, descriptor->digest.text)};
	struct http_response response;

	if (session_exchange(arena, registry, &request, &response, err) != 0)
		return -1;
	/* whatever else it says, an upload will tell */
	*ret_there = response.status == 200 &&
	    (response.content_length == UINT64_MAX || response.content_length == descriptor->size);
	return 0;
}

int
registry_put_blob(struct registry *registry, const struct store *from,
    const struct descriptor *descriptor, struct error *err)
{
	struct arena arena = {0};
	SCOPED(upload)
	struct upload upload = {.arena = &arena,
	    .registry = registry,
	    .from = from,
	    .descriptor = descriptor,
	    .retry = retry_new(registry->access),
	    .reader = {.fd = -1}};
	bool is_there = false;
	int status = has(&arena, registry, descriptor, &is_there, err);

	if (status == 0 && !is_there) {
		transfer_begin(&upload.transfer, "sent", descriptor);
		status = put(&upload, err);
		/* one that was mounted was not sent */
		if (status == 0 && upload.transfer.done == descriptor->size)
			transfer_finish(&upload.transfer);
	}
	arena_release(&arena);
	return status;
}
