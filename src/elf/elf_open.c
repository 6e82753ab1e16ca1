#include "elf/elf_file.h"

#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

int
mapped_file_map(int fd, const char *name, struct mapped_file *ret_file, struct error *err)
{
	struct stat status;
	void *bytes;

	if (fd < 0 || fstat(fd, &status) != 0)
		return error_errno(err, "cannot open \"%s\"", name);
	if (S_ISDIR(status.st_mode))
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is a folder, not an executable; name the file in it", name);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is not a regular file; name a static executable", name);
	if (status.st_size == 0) {
		*ret_file = (struct mapped_file){(const unsigned char *)"", 0};
		return 0;
	}
	if ((uint64_t)status.st_size > SIZE_MAX)
		return error_set(err, ERROR_FAILED, "\"%s\" is too large to be read", name);
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return error_errno(err, "cannot read \"%s\"", name);
	*ret_file = (struct mapped_file){bytes, (size_t)status.st_size};
	return 0;
}

int
mapped_file_open(const char *path, struct mapped_file *ret_file, struct error *err)
{
	SCOPED(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	return mapped_file_map(fd, path, ret_file, err);
}

void
scope_mapped_file(struct mapped_file *file)
{
	int saved = errno;

	if (file->bytes != NULL && file->size > 0)
		munmap((void *)(uintptr_t)file->bytes, file->size);
	errno = saved;
}

/* Parses the mapped file, and hands the mapping on to the result. */
static int
parse_mapped(struct arena *arena, const char *name, struct mapped_file *file,
    struct elf_file *ret_elf, struct error *err)
{
	const struct elf_input input = {name, file->bytes, file->size};

	if (elf_file_parse(arena, &input, ret_elf, err) != 0)
		return -1;
	*file = (struct mapped_file){0};
	return 0;
}

int
elf_open(struct arena *arena, const char *path, const char *name, struct elf_file *ret_elf,
    struct error *err)
{
	SCOPED(mapped_file) struct mapped_file file = {0};

	if (mapped_file_open(path, &file, err) != 0)
		return -1;
	return parse_mapped(arena, name, &file, ret_elf, err);
}

int
elf_open_fd(
    struct arena *arena, int fd, const char *name, struct elf_file *ret_elf, struct error *err)
{
	SCOPED(mapped_file) struct mapped_file file = {0};

	if (mapped_file_map(fd, name, &file, err) != 0)
		return -1;
	return parse_mapped(arena, name, &file, ret_elf, err);
}

void
scope_elf_file(struct elf_file *elf)
{
	struct mapped_file file = {elf->bytes, elf->size};

	scope_mapped_file(&file);
}

bool
elf_file_has_magic(const char *path)
{
	SCOPED(mapped_file) struct mapped_file file = {0};
	struct error ignored;

	return mapped_file_open(path, &file, &ignored) == 0 &&
	    elf_file_kind(file.bytes, file.size) == KIND_ELF;
}
