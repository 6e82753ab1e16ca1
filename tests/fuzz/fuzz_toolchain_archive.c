/*
 * Any bytes as an archive of toolchains. Nothing that it has is written outside
 * of its folder, whatever was refused has a line, and no file is set-id.
 */
#include "base/file.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "toolchain/toolchain_archive.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
check_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)path;
	(void)kind;
	(void)where;
	if (!S_ISREG(status->st_mode) && !S_ISDIR(status->st_mode) && !S_ISLNK(status->st_mode))
		abort();
	if (S_ISREG(status->st_mode) && (status->st_mode & 06022) != 0)
		abort();
	return 0;
}

/* The work folder has the folder "in" and nothing else. */
static void
check_outside(const char *work)
{
	SCOPED(directory) DIR *entries = opendir(work);
	const struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "in") != 0)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED(temporary_folder) struct temporary_folder work = {0};
	SCOPED(fd) int fd = memfd_create("archive", MFD_CLOEXEC);
	const struct rlimit limit = {MOST_BYTES, MOST_BYTES};
	struct toolchain_contents contents;
	struct text_list targets = {0};
	struct arena arena = {0};
	struct error err = {0};
	const char *path, *inside;

	if (fd < 0 || size > MOST_BYTES || write(fd, data, size) != (ssize_t)size ||
	    temporary_folder_make(&work, &err) != 0)
		abort();
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	path = arena_printf(&arena, "/proc/self/fd/%d", fd);
	inside = arena_printf(&arena, "%s/in", work.path);
	text_list_add(&targets, &arena, "amd64");
	text_list_add(&targets, &arena, "arm64");
	if (file_make_folders(inside, &err) != 0)
		abort();
	if (toolchain_archive_read(&arena, path, &contents, &err) != 0 && err.text[0] == '\0')
		abort();
	err = (struct error){0};
	if (toolchain_archive_unpack(&arena, path, &targets, inside, &err) != 0 &&
	    (err.kind == ERROR_NONE || err.text[0] == '\0'))
		abort();
	check_outside(work.path);
	nftw(inside, check_entry, 16, FTW_PHYS);
	arena_release(&arena);
	return 0;
}
