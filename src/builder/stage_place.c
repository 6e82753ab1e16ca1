#include "builder/stage_place.h"

#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "builder/git_places.h"

#include <stdlib.h>
#include <string.h>

static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
			     "mote:x:1000:1000:mote:/build/home:/bin/sh\n";
static const char group[] = "root:x:0:\nmote:x:1000:\n";

char *
stage_work_path(const struct stage_place *place, const char *name)
{
	return path_join(place->arena, place->work, name);
}

struct beneath
stage_work_file(const struct stage_place *place, const char *name)
{
	return (struct beneath){place->work, name};
}

bool
stage_begin_time(const struct stage_place *place, struct timespec *ret_time)
{
	struct stat status;

	/* written when the stage begins, and read-only for its commands */
	if (stat(stage_work_path(place, "etc/group"), &status) != 0)
		return false;
	*ret_time = status.st_mtim;
	return true;
}

static int
real_path(struct arena *arena, const char *path, const char **ret_path, struct error *err)
{
	SCOPED(heap) char *real = realpath(path, NULL);

	if (real == NULL)
		return error_errno(err, "cannot open the folder \"%s\"", path);
	*ret_path = arena_strdup(arena, real);
	return 0;
}

int
stage_place_find(
    struct arena *arena, const struct spec *spec, struct stage_place *ret_place, struct error *err)
{
	const char *folder = spec->build.directory == NULL ? "." : spec->build.directory;
	struct stage_place place = {.arena = arena};

	if (real_path(arena, folder, &place.source, err) != 0)
		return -1;
	place.bound = place.folder = place.source;
	*ret_place = place;
	return 0;
}

/* With modes that no umask decides: some of these folders go into the image. */
static int
make_parts(const struct stage_place *place, struct error *err)
{
	static const struct {
		const char *name;
		mode_t mode;
	} parts[] = {{"build", 0755}, {"build/home", 0755}, {"build/root", 0755},
	    {"build/objects", 0755}, {"tmp", 01777}, {"shm", 01777}, {"etc", 0755}, {"out", 0755},
	    {"debug", 0755}, {"empty", 0755}, {"layer", 0755}};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		char *path = stage_work_path(place, parts[i].name);

		if (mkdir(path, 0755) != 0 || chmod(path, parts[i].mode) != 0)
			return error_errno(err, "cannot make the folder \"%s\"", path);
	}
	if (file_write(stage_work_path(place, "etc/passwd"), passwd, strlen(passwd), 0644, err) !=
		0 ||
	    file_write(stage_work_path(place, "etc/group"), group, strlen(group), 0644, err) != 0)
		return -1;
	return 0;
}

int
stage_place_make(struct stage_place *place, struct temporary_folder *folder, const char *begin,
    struct error *err)
{
	int status = begin == NULL ? temporary_folder_make(folder, err)
				   : temporary_folder_make_named(folder, begin, err);

	return status != 0 || real_path(place->arena, folder->path, &place->work, err) != 0
	    ? -1
	    : make_parts(place, err);
}

int
stage_place_hide_git(struct stage_place *place, struct error *err)
{
	/* the lowest rung hides nothing */
	if (place->rung == ISOLATION_NONE)
		return 0;
	if (file_write(stage_work_path(place, "closed"), "", 0, 0, err) != 0)
		return -1;
	return git_places_find(place->arena, place->bound, &place->git_places, err);
}
