#include "builder/stage_output.h"

#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "base/stop_signal.h"
#include "builder/stage_open.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char begin[] = "mote-", ending[] = ".log";

/* How many files of failed stages stay, and how many bytes they have
 * together. */
enum { KEPT_FILES = 16, KEPT_BYTES = 256 << 20 };

struct old_file {
	const char *path;
	struct timespec time;
	uint64_t bytes;
};

static int
compare_newest_first(const void *one, const void *other)
{
	const struct timespec *a = &((const struct old_file *)one)->time,
			      *b = &((const struct old_file *)other)->time;

	if (a->tv_sec != b->tv_sec)
		return a->tv_sec > b->tv_sec ? -1 : 1;
	return a->tv_nsec == b->tv_nsec ? 0 : a->tv_nsec > b->tv_nsec ? -1 : 1;
}

/* Files of builds that run are newer than those that go. */
static void
remove_old(struct arena *arena, const char *path)
{
	/* a link could lead to a folder of the user */
	struct beneath place = {path_folder(arena, path), path_base(path)};
	struct error ignored;
	SCOPED(fd) int fd = beneath_open_folder(place, &ignored);
	SCOPED(directory) DIR *folder = fd < 0 ? NULL : file_open_entries(fd);
	struct old_file *files = NULL;
	struct dirent *entry;
	size_t count = 0, capacity = 0, i;
	uint64_t bytes = 0;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		const char *name = path_join(arena, path, entry->d_name);
		struct stat status;

		if (!text_starts_with(entry->d_name, begin) ||
		    !text_ends_with(entry->d_name, ending) || lstat(name, &status) != 0 ||
		    !S_ISREG(status.st_mode) || status.st_uid != geteuid())
			continue;
		files = arena_grow(arena, files, count, &capacity, sizeof(*files));
		files[count++] = (struct old_file){name, status.st_mtim, (uint64_t)status.st_size};
	}
	if (count > 0)
		qsort(files, count, sizeof(*files), compare_newest_first);
	for (i = 0; i < count; i++) {
		bytes += files[i].bytes;
		if (i >= KEPT_FILES || bytes > KEPT_BYTES)
			unlink(files[i].path);
	}
}

void
stage_output_open(struct stage_context *stage, struct output *output)
{
	struct place_list places = place_find(stage->arena, PLACE_OUTPUT);
	struct error ignored;
	size_t i;

	output_open(stage->arena, output, stage->tools.toolchain.platform->name);
	output->alone = stage->spec->platform_count == 1;
	stage->output = output;
	for (i = 0; i < places.count; i++)
		if (file_make_folders(places.items[i].path, &ignored) == 0 &&
		    output_keep_in(output, places.items[i].path,
			arena_printf(stage->arena, "%s%s", begin, stage_file_name(stage))))
			return;
}

int
stage_output_failed(const struct stage_context *stage, struct error *err)
{
	const char *cache = place_path(stage->arena, PLACE_CACHE), *path, *said;

	/* who stops a build knows why */
	if (stop_signal() != 0)
		return -1;
	output_print_end(stage->output);
	path = output_keep(stage->output);
	if (path == NULL)
		return -1;
	/* in a folder that is not mote's own, a file of this name may be the
	 * user's */
	if (cache != NULL && path_is_inside(cache, path))
		remove_old(stage->arena, path_folder(stage->arena, path));
	said = arena_strdup(stage->arena, err->text);
	return error_set(err, err->kind, "%s; all that it printed is in \"%s\"", said, path);
}
