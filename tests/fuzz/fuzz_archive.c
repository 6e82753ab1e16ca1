/*
 * Any bytes as an archive of an image. What is taken from it lies in the temporary folder and has a name that a
 * layout has; the rest is an error with a line of text.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "transport/archive_read.h"
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

/* Nothing but a layout's own names, each a regular file. */
static void
require_layout(struct arena *arena, const char *folder)
{
	static const char *const allowed[] = {"blobs", "oci-layout", "index.json"};
	SCOPED(directory) DIR *entries = opendir(folder);
	struct dirent *entry;
	size_t i;

	while (entries != NULL && (entry = readdir(entries)) != NULL) {
		struct stat status;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		for (i = 0; i < ARRAY_SIZE(allowed); i++)
			if (strcmp(entry->d_name, allowed[i]) == 0)
				break;
		if (i == ARRAY_SIZE(allowed) ||
		    lstat(path_join(arena, folder, entry->d_name), &status) != 0 ||
		    !(i == 0 ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode)))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	SCOPED(transport_source) struct transport_source source = {0};
	SCOPED(fd) int fd = memfd_create("archive", MFD_CLOEXEC);
	const struct rlimit limit = {MOST_BYTES, MOST_BYTES};
	struct reference reference = {.transport = TRANSPORT_ARCHIVE};
	struct arena arena = {0};
	struct error err = {0};

	if (fd < 0 || size > MOST_BYTES || write(fd, data, size) != (ssize_t)size ||
	    temporary_folder_make(&folder, &err) != 0)
		abort();
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	reference.path = arena_printf(&arena, "/proc/self/fd/%d", fd);
	if (archive_unpack(reference.path, folder.path, &err) != 0)
		require_message(&err);
	require_layout(&arena, folder.path);
	if (transport_read(&arena, &reference, &source, &err) != 0)
		require_message(&err);
	arena_release(&arena);
	return 0;
}
