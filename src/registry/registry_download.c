#include "base/file.h"
#include "base/scope.h"
#include "registry/session.h"
#include "registry/transfer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A blob on its way to a file. */
struct download {
	const struct registry *registry;
	const struct descriptor *descriptor;
	int fd;
	struct digester *digester; /* of what is in the file */
	uint64_t offset; /* bytes in the file */
	const struct http_response *response;
	bool has_begun; /* the answer at hand was looked at */
	struct transfer transfer;
};

static void
scope_download(struct download *download)
{
	scope_transfer(&download->transfer);
	digester_free(download->digester);
}

static int
start_over(struct download *download, struct error *err)
{
	digester_free(download->digester);
	download->digester = digester_new_as(&download->descriptor->digest, err);
	download->offset = 0;
	if (download->digester == NULL)
		return -1;
	if (lseek(download->fd, 0, SEEK_SET) < 0 || ftruncate(download->fd, 0) != 0)
		return error_errno(err, "cannot write \"%s\"", download->descriptor->digest.text);
	return 0;
}

static int
wrong_size(const struct download *download, uint64_t size, bool more, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "%s: blob \"%s\" has %s%llu bytes at the registry and not %llu",
	    download->registry->name, download->descriptor->digest.text, more ? "more than " : "",
	    (unsigned long long)size, (unsigned long long)download->descriptor->size);
}

/* A registry may give all where the rest was asked for.
 * Clause: RFC 9110, section 14.2 "Range" and 15.3.7 "206 Partial Content". */
static int
begin(struct download *download, struct error *err)
{
	const struct http_response *response = download->response;
	char start[32];

	if (response->status == 200 && download->offset > 0 && start_over(download, err) != 0)
		return -1;
	snprintf(start, sizeof(start), "bytes %llu-", (unsigned long long)download->offset);
	if (response->status == 206 && response->content_range != NULL &&
	    !text_starts_with(response->content_range, start))
		return error_set(err, ERROR_FAILED,
		    "%s: asked for blob \"%s\" from byte %llu on, the registry gives \"%s\"",
		    download->registry->name, download->descriptor->digest.text,
		    (unsigned long long)download->offset, response->content_range);
	if (response->content_length != UINT64_MAX &&
	    response->content_length != download->descriptor->size - download->offset)
		return wrong_size(
		    download, download->offset + response->content_length, false, err);
	download->has_begun = true;
	return 0;
}

static int
take(void *context, const void *bytes, size_t size, struct error *err)
{
	struct download *download = context;

	if (!download->has_begun && begin(download, err) != 0)
		return -1;
	if (size > download->descriptor->size - download->offset)
		return wrong_size(download, download->descriptor->size, true, err);
	if (file_write_all(download->fd, bytes, size, download->descriptor->digest.text, err) !=
		0 ||
	    digester_add(download->digester, bytes, size, err) != 0)
		return -1;
	download->offset += size;
	transfer_reach(&download->transfer, download->offset);
	return 0;
}

static int
finish(struct download *download, struct error *err)
{
	struct digest digest;

	if (download->offset != download->descriptor->size)
		return wrong_size(download, download->offset, false, err);
	if (digester_finish(download->digester, &digest, err) != 0)
		return -1;
	if (digest_equal(&digest, &download->descriptor->digest)) {
		transfer_finish(&download->transfer);
		return 0;
	}
	return error_set(err, ERROR_FAILED,
	    "%s: blob \"%s\" has other content at the registry, its digest is \"%s\"",
	    download->registry->name, download->descriptor->digest.text, digest.text);
}

/* 1: all of it is here, 0: a part of it may be, -1: an error that no second try
 * changes. */
static int
get_rest(struct arena *arena, struct registry *registry, struct download *download,
    struct http_response *response, struct error *err)
{
	const char *const headers[] = {
	    arena_printf(arena, "Range: bytes=%llu-", (unsigned long long)download->offset), NULL};
	const struct session_request request = {.method = "GET",
	    .path = arena_printf(
		arena, "/v2/%s/blobs/%s", registry->repository, download->descriptor->digest.text),
	    .headers = download->offset == 0 ? NULL : headers,
	    .take = take,
	    .take_context = download,
	    .once = true};
	int status;

	download->response = response;
	download->has_begun = false;
	status = session_exchange(arena, registry, &request, response, err);
	if (status == 0 && (response->status == 200 || response->status == 206))
		return 1;
	/* what is here already is all, or more than the registry has */
	if (status == 0 && response->status == 416 && download->offset > 0) {
		response->transient = true;
		response->status = 0;
		error_fill(err, ERROR_FAILED,
		    "%s: the registry has less of blob \"%s\" than it gave", registry->name,
		    download->descriptor->digest.text);
		return start_over(download, err);
	}
	if (status == 0)
		status = session_refusal(arena, registry,
		    arena_printf(arena, "get blob \"%s\"", download->descriptor->digest.text),
		    response, err);
	return retry_is_worth(response) ? 0 : status;
}

static int
get(struct arena *arena, struct registry *registry, struct download *download, struct error *err)
{
	struct retry retry = retry_new(registry->access);
	struct http_response response;
	/* only bytes beyond this count as progress: a registry may send the
	 * same bytes again and again */
	uint64_t farthest = 0;

	if (start_over(download, err) != 0)
		return -1;
	for (;;) {
		int status = get_rest(arena, registry, download, &response, err), again;

		if (status != 0)
			return status < 0 ? -1 : finish(download, err);
		if (download->offset >= farthest + RETRY_PROGRESS) {
			farthest = download->offset;
			retry = retry_new(registry->access);
		}
		again = retry_wait(&retry, &response, err->text, err);
		if (again < 0)
			return error_wrap(err, "%s", registry->name);
		if (again == 0)
			return -1;
	}
}

int
registry_get_blob(
    struct registry *registry, const struct descriptor *descriptor, int fd, struct error *err)
{
	SCOPED(download)
	struct download download = {.registry = registry, .descriptor = descriptor, .fd = fd};
	struct arena arena = {0};
	int status;

	transfer_begin(&download.transfer, "fetched", descriptor);
	status = get(&arena, registry, &download, err);
	arena_release(&arena);
	return status;
}
