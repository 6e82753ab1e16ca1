#include "builder/stage_strip.h"

#include "base/path.h"
#include "base/scope.h"
#include "base/sha1.h"
#include "builder/stage_environment.h"
#include "builder/stage_failure.h"
#include "builder/stage_sandbox.h"
#include "elf/elf_debug.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An executable that is stripped. */
struct stripped {
	const char *path; /* below the work folder */
	const char
	    *debug; /* its debug information, below the work folder; NULL: it has no build-id */
	uint64_t debug_id; /* where the build-id is in there */
	mode_t mode; /* of a file that its owner may not read or write, as strip must; else 0 */
};

/* A linker leaves fewer bytes of holes. The debug information of a file with
 * more would fill the disk: it is not kept. */
enum { HOLES_MOST = 16 << 20, WORDS_MOST = 1 << 20 };

struct strip {
	const struct stage_context *stage;
	struct stripped *items;
	size_t count, capacity;
};

static int
write_at(int fd, const char *name, const unsigned char *bytes, uint64_t offset, struct error *err)
{
	ssize_t size = ELF_BUILD_ID_SIZE;

	if (pwrite(fd, bytes, (size_t)size, (off_t)offset) != size)
		return error_errno(err, "cannot write \"%s\"", name);
	return 0;
}

/* Fills the build-id with zeros, which the id is made of; of an id of another
 * size nothing is changed. */
static int
clear_id(int fd, const char *name, const struct elf_file *elf, struct error *err)
{
	static const unsigned char zeros[ELF_BUILD_ID_SIZE];
	uint64_t offset, size;

	if (!elf_debug_build_id(elf, &offset, &size) || size != ELF_BUILD_ID_SIZE)
		return 0;
	return write_at(fd, name, zeros, offset, err);
}

/* Keeps the debug information under the number of the executable: the id is
 * made later. */
static int
write_debug(
    const struct strip *strip, const struct elf_file *elf, struct stripped *item, struct error *err)
{
	struct arena *arena = strip->stage->arena;
	const struct stage_place *place = &strip->stage->place;
	uint64_t offset, size;
	SCOPED(fd) int fd = -1;

	if (!elf_debug_build_id(elf, &offset, &size))
		return 0;
	item->debug = arena_printf(arena, "debug/%zu", strip->count);
	fd = open(stage_work_path(place, item->debug),
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return error_errno(err, "cannot write \"%s\"", item->debug);
	return elf_debug_write(elf, fd, item->debug, &item->debug_id, err);
}

/* Takes the file if there is something to strip, clears its build-id and keeps
 * its debug information. */
static int
begin_file(struct strip *strip, const char *path, struct arena *pages, struct error *err)
{
	struct beneath file = stage_work_file(&strip->stage->place, path);
	SCOPED(elf_file) struct elf_file elf = {0};
	SCOPED(fd) int from = -1, to = -1;
	struct stripped item = {.path = path};
	struct error ignored;
	struct stat status;

	from = beneath_open(file, &ignored);
	if (from < 0 || elf_open_fd(pages, from, path, &elf, &ignored) != 0 ||
	    !elf_debug_can_strip(&elf))
		return 0;
	to = beneath_open_writable(file, err);
	if (to < 0 || clear_id(to, path, &elf, err) != 0 ||
	    (file_hole_bytes(from) <= HOLES_MOST && write_debug(strip, &elf, &item, err) != 0))
		return -1;
	if (fstat(to, &status) == 0 && (~status.st_mode & (S_IRUSR | S_IWUSR)) != 0) {
		item.mode = status.st_mode;
		if (fchmod(to, item.mode | S_IRUSR | S_IWUSR) != 0)
			return error_errno(err, "cannot change the mode of \"%s\"", path);
	}
	strip->items = arena_grow(strip->stage->arena, strip->items, strip->count, &strip->capacity,
	    sizeof(*strip->items));
	strip->items[strip->count++] = item;
	return 0;
}

/* A foreign toolchain may have no strip: PATH leads to another one then, and
 * only a shell looks there on every rung. */
static void
add_program(
    struct text_list *list, const struct stage_context *stage, const struct sandbox *sandbox)
{
	struct arena *arena = stage->arena;
	const struct toolchain *toolchain = &stage->tools.toolchain;

	if (toolchain->foreign != NULL) {
		text_list_add_words(list, arena,
		    (const char *[]){
			"/bin/sh", "-c", "exec strip --strip-all \"$@\"", "strip", NULL});
		return;
	}
	text_list_add(list, arena,
	    sandbox_path(arena, sandbox, path_join(arena, toolchain->folder, "bin/strip")));
	text_list_add(list, arena, "--strip-all");
}

/* Runs strip for files from number `first` on, as many as fit on a command
 * line. It is the toolchain's own, or that of a foreign toolchain. */
static int
run_strip(const struct strip *strip, size_t first, size_t *ret_next, struct error *err)
{
	const struct stage_context *stage = strip->stage;
	const struct stage_place *place = &stage->place;
	struct sandbox sandbox = stage_sandbox(stage);
	struct text_list list = {0};
	size_t i, length = 0;
	int status;

	/* strip writes nowhere else; a chroot is made in the layer */
	if (place->rung == ISOLATION_STRICT)
		sandbox.root.layer = NULL;
	sandbox_add_bind(&sandbox, stage_work_path(place, "out"), STAGE_OUT, true);
	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder = sandbox_path(stage->arena, &sandbox, stage_work_path(place, "build"));
	add_program(&list, stage, &sandbox);
	for (i = first; i < strip->count && length < WORDS_MOST; i++) {
		const char *path = sandbox_path(
		    stage->arena, &sandbox, stage_work_path(place, strip->items[i].path));

		text_list_add(&list, stage->arena, path);
		length += strlen(path) + 1 + sizeof(path);
	}
	text_list_add(&list, stage->arena, NULL);
	*ret_next = i;
	if (sandbox_run(stage->arena, &sandbox, list.items, &status, err) != 0)
		return -1;
	return status == 0 ? 0 : stage_command_failed("strip", status, err);
}

/* Gives the debug information the name that debuggers look for. */
static int
name_debug(const struct strip *strip, const struct stripped *item, const unsigned char *id,
    uint64_t size, struct error *err)
{
	const struct stage_place *place = &strip->stage->place;
	char digits[2 * STAGE_STRIP_ID_MOST + 1];
	size_t i;

	if (size > STAGE_STRIP_ID_MOST)
		return 0;
	for (i = 0; i < size; i++)
		snprintf(digits + 2 * i, 3, "%02x", id[i]);
	return file_rename(stage_work_path(place, item->debug),
	    stage_work_path(place, arena_printf(strip->stage->arena, "debug/%s.debug", digits)),
	    err);
}

/* Makes the build-id of the stripped bytes, here and in the debug
 * information. */
static int
make_id(const struct strip *strip, const struct stripped *item, int fd, const struct elf_file *elf,
    struct error *err)
{
	unsigned char id[ELF_BUILD_ID_SIZE];
	uint64_t offset, size;
	SCOPED(fd) int debug = -1;

	if (item->debug == NULL || !elf_debug_build_id(elf, &offset, &size))
		return 0;
	if (size != ELF_BUILD_ID_SIZE)
		return name_debug(strip, item, elf->bytes + offset, size, err);
	/* a hard link to a file that was finished before has its id already */
	if (clear_id(fd, item->path, elf, err) != 0)
		return -1;
	sha1_of_bytes(elf->bytes, elf->size, id);
	debug = open(
	    stage_work_path(&strip->stage->place, item->debug), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (debug < 0)
		return error_errno(err, "cannot write \"%s\"", item->debug);
	if (write_at(fd, item->path, id, offset, err) != 0 ||
	    write_at(debug, item->debug, id, item->debug_id, err) != 0)
		return -1;
	return name_debug(strip, item, id, size, err);
}

static int
finish_file(
    const struct strip *strip, const struct stripped *item, struct arena *pages, struct error *err)
{
	SCOPED(elf_file) struct elf_file elf = {0};
	SCOPED(fd)
	int fd = beneath_open_writable(stage_work_file(&strip->stage->place, item->path), err);

	if (fd < 0 || elf_open_fd(pages, fd, item->path, &elf, err) != 0)
		return -1;
	if (make_id(strip, item, fd, &elf, err) != 0)
		return -1;
	return item->mode == 0 || fchmod(fd, item->mode) == 0
	    ? 0
	    : error_errno(err, "cannot change the mode of \"%s\"", item->path);
}

/* Puts the stripped copy, if there is one, in the place of the file. */
static int
take_ready(const struct strip *strip, const char *ready, bool *ret_taken, struct error *err)
{
	const struct stage_place *place = &strip->stage->place;
	const char *path = strip->items[0].path;
	struct error ignored;
	struct stat status;
	SCOPED(fd) int from = beneath_open(stage_work_file(place, ready), &ignored);
	SCOPED(fd) int to = -1;

	*ret_taken = from >= 0 && fstat(from, &status) == 0 && status.st_size > 0;
	if (!*ret_taken)
		return 0;
	to = beneath_open_writable(stage_work_file(place, path), err);
	if (to < 0)
		return -1;
	if (ftruncate(to, 0) != 0)
		return error_errno(err, "cannot write \"%s\"", path);
	return file_copy((struct file_end){from, ready}, (struct file_end){to, path}, err);
}

int
stage_strip(const struct stage_context *stage, const struct text_list *files, const char *ready,
    struct error *err)
{
	struct strip strip = {.stage = stage};
	struct arena pages = {0};
	bool taken = false;
	int status = 0;
	size_t i;

	for (i = 0; i < files->count && status == 0; i++) {
		status = begin_file(&strip, files->items[i], &pages, err);
		arena_release(&pages);
	}
	if (status == 0 && ready != NULL && strip.count > 0 &&
	    strcmp(strip.items[0].path, files->items[0]) == 0)
		status = take_ready(&strip, ready, &taken, err);
	for (i = taken; i < strip.count && status == 0;)
		status = run_strip(&strip, i, &i, err);
	for (i = 0; i < strip.count && status == 0; i++) {
		status = finish_file(&strip, &strip.items[i], &pages, err);
		arena_release(&pages);
	}
	return status;
}
