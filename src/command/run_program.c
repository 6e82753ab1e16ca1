#include "command/run_program.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "elf/elf_file.h"
#include "elf/elf_table.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* The kernel reads at most so many bytes of a script's first line. */
enum { SCRIPT_LINE_LIMIT = 255 };

/* A program that was found in the image. */
struct found {
	int root;
	const char *name; /* the program's name in errors */
	const char *folder; /* the folder in which a relative interpreter is searched */
	bool emulated;
};

bool
run_program_is_foreign(const struct platform *platform)
{
	const struct platform *host = platform_host();

	if (platform == host || platform == NULL || host == NULL)
		return false;
	return strcmp(host->name, "linux/amd64") != 0 || strcmp(platform->name, "linux/386") != 0;
}

/* The name that QEMU gives to the emulator of a platform: "qemu-aarch64". */
static const char *
emulator_of(struct arena *arena, const struct platform *platform)
{
	const char *triple = platform->triple;
	size_t length = strcspn(triple, "-");

	if (strcmp(platform->name, "linux/ppc64le") == 0)
		return "qemu-ppc64le";
	return arena_printf(arena, "qemu-%.*s", (int)length, triple);
}

/* Checks that this processor, or an emulator that the kernel knows, can start
 * `what`. */
static int
check_platform(
    struct arena *arena, const struct platform *platform, const char *what, struct error *err)
{
	const char *emulator;

	if (!run_program_is_foreign(platform))
		return 0;
	emulator = emulator_of(arena, platform);
	if (file_exists(arena_printf(arena, "/proc/sys/fs/binfmt_misc/%s", emulator)))
		return 0;
	return error_set(err, ERROR_FAILED,
	    "%s is for %s and this is %s; --emulator=%s-static runs it", what, platform->name,
	    platform_host()->name, emulator);
}

int
run_program_check_platform(struct arena *arena, const struct platform *platform, struct error *err)
{
	return check_platform(arena, platform, "the image", err);
}

static bool
is_inside(int root, const char *path)
{
	SCOPED(fd) int fd = image_open_inside(root, path, O_PATH);

	/* any other trouble is reported when the program is started */
	return fd >= 0 || (errno != ENOENT && errno != ENOTDIR);
}

static int
check_interpreter(struct arena *arena, const struct found *found, const char *interpreter,
    const char *remedy, struct error *err)
{
	if (interpreter[0] == '\0' ||
	    is_inside(found->root, path_join(arena, found->folder, interpreter)))
		return 0;
	return error_set(err, ERROR_NOT_FOUND,
	    "\"%s\" is started by \"%s\", which the image does not have; %s", found->name,
	    interpreter, remedy);
}

/* Checks the interpreter of a first line such as "#!/bin/sh -e". */
static int
check_script(struct arena *arena, const struct found *found, const struct mapped_file *file,
    struct error *err)
{
	size_t limit = file->size < SCRIPT_LINE_LIMIT ? file->size : SCRIPT_LINE_LIMIT;
	char *line = arena_copy(arena, file->bytes, limit);

	line[strcspn(line, "\n")] = '\0';
	line += 2;
	line += strspn(line, " \t");
	line[strcspn(line, " \t\r")] = '\0';
	return check_interpreter(
	    arena, found, line, "it is a script: put its interpreter into the image too", err);
}

static int
check_elf(struct arena *arena, const struct found *found, const struct mapped_file *file,
    struct error *err)
{
	const struct elf_input input = {found->name, file->bytes, file->size};
	const struct elf_segment *segment;
	const struct platform *platform;
	struct error ignored;
	struct elf_file elf;

	if (file->size < sizeof(Elf32_Ehdr))
		return error_set(err, ERROR_FAILED, "\"%s\" is a cut-off ELF file", found->name);
	/* the kernel takes what mote finds damaged, or says why not */
	if (elf_file_parse(arena, &input, &elf, &ignored) != 0)
		return 0;
	platform = platform_of_elf(elf.machine, elf.elf_class, elf.data);
	if (!found->emulated &&
	    check_platform(arena, platform, arena_printf(arena, "\"%s\"", found->name), err) != 0)
		return -1;
	segment = elf_table_segment(&elf, PT_INTERP);
	if (segment == NULL || segment->file_size == 0)
		return 0;
	return check_interpreter(arena, found,
	    arena_copy(arena, file->bytes + segment->offset, (size_t)segment->file_size),
	    "link the program statically, or put that and its libraries into the image", err);
}

static int
check_content(struct arena *arena, const struct found *found, int fd, struct error *err)
{
	SCOPED(mapped_file) struct mapped_file file = {0};
	struct error ignored;

	/* the kernel decides on a program that may be executed and not read */
	if (mapped_file_open(arena_printf(arena, "/proc/self/fd/%d", fd), &file, &ignored) != 0)
		return 0;
	switch (elf_file_kind(file.bytes, file.size)) {
	case KIND_ELF:
		return check_elf(arena, found, &file, err);
	case KIND_SCRIPT:
		return check_script(arena, found, &file, err);
	default:
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is neither an ELF executable nor a script that begins with \"#!\"",
		    found->name);
	}
}

/* Checks the file; ERROR_NOT_FOUND: the image has no such file. */
static int
check_file(struct arena *arena, const struct found *found, const char *path, struct error *err)
{
	SCOPED(fd) int fd = image_open_inside(found->root, path, O_PATH);
	SCOPED(fd) int content = -1;
	struct stat status;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return error_set(
		    err, ERROR_NOT_FOUND, "the image has no file \"%s\" to start", found->name);
	/* any other trouble is reported when the program is started */
	if (fd < 0 || fstat(fd, &status) != 0)
		return 0;
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" in the image is no file that can be started", found->name);
	if ((status.st_mode & 0111) == 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" in the image may not be executed: its mode is %04o", found->name,
		    (unsigned)status.st_mode & 0777);
	content = image_open_inside(found->root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	return content < 0 ? 0 : check_content(arena, found, content, err);
}

int
run_program_check(
    struct arena *arena, int root, const struct run_program *program, struct error *err)
{
	struct found found = {root, program->name, program->workdir, program->emulated};
	const char *path = program->path;

	if (strchr(program->name, '/') != NULL)
		return check_file(
		    arena, &found, path_join(arena, program->workdir, program->name), err);
	while (*path != '\0') {
		size_t length = strcspn(path, ":");
		char *folder = path_join(arena, program->workdir, arena_copy(arena, path, length));
		char *file = path_join(arena, folder, program->name);

		if (is_inside(root, file)) {
			found.name = file;
			return check_file(arena, &found, file, err);
		}
		path += length;
		path += *path == ':';
	}
	return error_set(err, ERROR_NOT_FOUND,
	    "the image has no \"%s\" in a folder of its PATH; name it with its folder",
	    program->name);
}
