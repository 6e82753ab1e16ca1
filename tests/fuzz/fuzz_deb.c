/*
 * Any bytes as a Debian package, or as the script of one. A package is unpacked
 * into a folder of its own: whatever it says, nothing lies beside that folder
 * afterwards, and no file of it has a mode that mote does not give. The first
 * byte says what the rest is: a package, the tar of its files as it is, or a
 * script.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "packages/deb_unpack.h"
#include "packages/package_alternatives.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum kind { PACKAGE, FILES, SCRIPT, KINDS };
enum { MOST_BYTES = 1 << 20, HEADER_SIZE = 60, MOST_DEPTH = DEB_DEPTH + 1 };

static void
require_message(const struct error *err)
{
	if (err->text[0] == '\0' || strchr(err->text, '\n') != NULL || err->kind < ERROR_FAILED ||
	    err->kind > ERROR_REFUSED)
		abort();
}

static void
put_member(int fd, const char *name, const void *bytes, size_t size)
{
	char header[HEADER_SIZE + 1];

	snprintf(header, sizeof(header), "%-16s%-12d%-6d%-6d%-8s%-10zu`\n", name, 0, 0, 0, "100644",
	    size);
	if (write(fd, header, HEADER_SIZE) != HEADER_SIZE ||
	    write(fd, bytes, size) != (ssize_t)size || write(fd, "\n", size % 2) < 0)
		abort();
}

/* A package whose tar of files has these bytes. */
static void
put_files(int fd, const uint8_t *data, size_t size)
{
	static const char end[1024];

	if (write(fd, "!<arch>\n", 8) != 8)
		abort();
	put_member(fd, "debian-binary", "2.0\n", 4);
	put_member(fd, "control.tar", end, sizeof(end));
	put_member(fd, "data.tar", data, size);
}

static void
require_tree(struct arena *arena, const char *path, unsigned depth)
{
	SCOPED(directory) DIR *entries = opendir(path);
	struct dirent *entry;

	if (entries == NULL || depth == 0)
		abort();
	while ((entry = readdir(entries)) != NULL) {
		const char *inner = path_join(arena, path, entry->d_name);
		struct stat status;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (lstat(inner, &status) != 0)
			abort();
		if (S_ISDIR(status.st_mode) && (status.st_mode & 07777) == 0755)
			require_tree(arena, inner, depth - 1);
		else if (!S_ISLNK(status.st_mode) &&
		    (!S_ISREG(status.st_mode) ||
			((status.st_mode & 07777) != 0644 && (status.st_mode & 07777) != 0755)))
			abort();
	}
}

static void
unpack(int fd)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	const struct deb_source source = {
	    .fd = fd, .name = "fuzz 1", .limits = {MOST_BYTES, MOST_BYTES, 1000, MOST_BYTES}};
	struct arena arena = {0};
	struct error err = {0};
	struct text kept;
	const char *out;

	if (lseek(fd, 0, SEEK_SET) != 0 || temporary_folder_make(&folder, &err) != 0)
		abort();
	out = path_join(&arena, folder.path, "out");
	if (mkdir(out, 0755) != 0 ||
	    file_write(path_join(&arena, folder.path, "kept"), "kept", 4, 0644, &err) != 0)
		abort();
	if (deb_unpack(&source, out, &err) != 0)
		require_message(&err);
	else
		require_tree(&arena, path_join(&arena, out, "root"), MOST_DEPTH);
	if (file_read(&arena, path_join(&arena, folder.path, "kept"), 100, &kept, &err) != 0 ||
	    strcmp(text_string(&kept), "kept") != 0)
		abort();
	/* nothing else is there: the folder can be removed */
	if (unlink(path_join(&arena, folder.path, "kept")) != 0 ||
	    file_remove_tree(out, &err) != 0 || rmdir(folder.path) != 0)
		abort();
	arena_release(&arena);
}

static void
read_script(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	const struct text script = {.bytes = arena_copy(&arena, data, size), .length = size};
	struct package_alternatives found;
	size_t i;

	package_alternatives_read(&arena, &script, &found);
	for (i = 0; i < found.count; i++) {
		const struct package_alternative *one = &found.items[i];

		if (one->master > i || found.items[one->master].master != one->master ||
		    one->link[0] != '/' || one->path[0] != '/' || path_climbs(one->link) ||
		    path_climbs(one->path) || one->name[0] == '.' || one->name[0] == '\0' ||
		    strchr(one->name, '/') != NULL)
			abort();
	}
	arena_release(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED(fd) int fd = memfd_create("deb", MFD_CLOEXEC);
	enum kind kind = size > 0 ? data[0] % KINDS : PACKAGE;

	if (fd < 0 || size > MOST_BYTES)
		abort();
	if (size == 0)
		return 0;
	if (kind == SCRIPT) {
		read_script(data + 1, size - 1);
		return 0;
	}
	if (kind == FILES)
		put_files(fd, data + 1, size - 1);
	else if (write(fd, data + 1, size - 1) != (ssize_t)size - 1)
		abort();
	unpack(fd);
	return 0;
}
