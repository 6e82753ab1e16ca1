#ifndef BUILDER_STAGE_PLACE_H
#define BUILDER_STAGE_PLACE_H

#include "base/beneath.h"
#include "base/file.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "spec/spec.h"

/*
 * The folders of a builder stage. Each line has a part of the work folder on
 * the host, and its path inside on the strict rung. On the lower rungs the
 * parts have their host paths inside too.
 *
 *	<work>/src	/src		run: the private copy; sources: the source itself, read-only
 *	<work>/build	/build		objects, home folder, DESTDIR (/build/root), Makefile
 *	<work>/tmp	/tmp
 *	<work>/shm	/dev/shm
 *	<work>/etc/..	/etc/..		passwd and group with one user, who runs the build
 *	<work>/out	/stripped	stripped programs; shown only to the tools that strip
 *	<work>/debug	/debug		their debug information by build-id; likewise
 *	<work>/layer	/		with a root of its own: what commands make elsewhere
 *	<work>/for-build	/for-build	the compilers for programs of the build itself
 *	the toolchain	/toolchain	read-only
 *	the host's own	/toolchain-for-build	read-only, with a root of its own
 *	the ports	/ports		read-only, if the project needs one
 *	<work>/empty	/src/.../.git	an empty folder that hides each folder of git_places.h
 *	<work>/closed	/src/.../.git	an unreadable file that hides each file of git_places.h
 *	<work>/step-crew	/step-crew	steps.h; shown only to the compile steps of `sources`
 *	<work>/wrapper	/wrapper	templates/builder/distcc.sh; read-only
 *	ccache's folder	/ccache		if ccache runs the compile steps
 */
struct stage_place {
	struct arena *arena;
	enum isolation rung; /* decides which paths the parts have inside */
	const char *source; /* the source folder on the host, absolute, without links */
	/* the folder that is shown at /src: `source`, a folder above it, or the
	 * copy */
	const char *bound;
	const char *folder; /* the working folder of commands: `source` or its copy, on the host */
	const char *work; /* on the host, without links; NULL: there is no work folder yet */
	struct text_list git_places; /* hidden places below `bound`; set together with `work` */
};

/* Finds the source folder of a build; the rung and the other members are set
 * later. */
int stage_place_find(struct arena *arena, const struct spec *spec, struct stage_place *ret_place,
    struct error *err) MUST_CHECK;

/* Makes the work folder and its parts. The folder belongs to the caller, who
 * may let it stay when `begin` is not NULL: the begin of its name
 * (temporary_folder.h). */
int stage_place_make(struct stage_place *place, struct temporary_folder *folder, const char *begin,
    struct error *err) MUST_CHECK;

/* Finds the places that must be hidden below `bound`. A private copy has no
 * places of git. */
int stage_place_hide_git(struct stage_place *place, struct error *err) MUST_CHECK;

/* A path below the work folder, on the host. */
char *stage_work_path(const struct stage_place *place, const char *name) RETURNS_NONNULL;

/* The same, for files that mote opens after a command or a compiler of the
 * project may have run in the stage. */
struct beneath stage_work_file(const struct stage_place *place, const char *name);

/* The time at which the stage began, by the clock of the file system; false:
 * the work folder is gone. */
bool stage_begin_time(const struct stage_place *place, struct timespec *ret_time);

#endif
