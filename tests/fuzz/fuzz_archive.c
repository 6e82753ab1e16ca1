/*
 * Any bytes as an archive of an image. What it is said to hold lies within it;
 * the rest is an error with a line of text.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "transport/tar_index.h"
#include "transport/transport.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BYTES = 1 << 20 };

static void
require_message(const struct error *err)
{
	if (err->text[0] == '\0' || strchr(err->text, '\n') != NULL || err->kind < ERROR_FAILED ||
	    err->kind > ERROR_REFUSED)
		abort();
}

/* The members that it names lie within the archive. */
static void
require_members(const struct tar_index *index)
{
	struct stat status;
	size_t i;

	if (stat(index->path, &status) != 0)
		abort();
	for (i = 0; i < index->count; i++) {
		const struct tar_member *member = &index->members[i];

		if (member->link == NULL &&
		    (member->size > (uint64_t)status.st_size ||
			member->offset > (uint64_t)status.st_size - member->size))
			abort();
	}
}

/* The image, by each transport that reads archives. */
static void
read_image(struct arena *arena, const char *path)
{
	static const enum reference_transport transports[] = {
	    TRANSPORT_ARCHIVE, TRANSPORT_OCI_ARCHIVE, TRANSPORT_DOCKER_ARCHIVE};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(transports); i++) {
		SCOPED(transport_source) struct transport_source source = {0};
		const struct reference reference = {.transport = transports[i], .path = path};
		struct error err = {0};
		struct text bytes;

		if (transport_read(arena, &reference, &source, &err) != 0 ||
		    store_read(arena, &source.store, &source.root, &bytes, &err) != 0)
			require_message(&err);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	SCOPED(fd) int fd = memfd_create("archive", MFD_CLOEXEC);
	const struct rlimit limit = {MOST_BYTES, MOST_BYTES};
	struct tar_index index;
	struct arena arena = {0};
	struct error err = {0};

	const char *path;

	if (fd < 0 || size > MOST_BYTES || write(fd, data, size) != (ssize_t)size)
		abort();
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	path = arena_printf(&arena, "/proc/self/fd/%d", fd);
	if (tar_index_read(&arena, path, &folder, &index, &err) != 0)
		require_message(&err);
	else
		require_members(&index);
	read_image(&arena, path);
	arena_release(&arena);
	return 0;
}
