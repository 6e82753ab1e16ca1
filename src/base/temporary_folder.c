#include "base/temporary_folder.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/leftover.h"
#include "base/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int
make_work_folder(struct temporary_folder *folder, const char *base, struct error *err)
{
	do {
		if (snprintf(folder->path, sizeof(folder->path), "%s/.work.mote-%ld-XXXXXX", base,
			(long)getpid()) >= (int)sizeof(folder->path)) {
			folder->path[0] = '\0';
			return error_set(err, ERROR_FAILED, "the path in TMPDIR is too long");
		}
		if (mkdtemp(folder->path) == NULL) {
			folder->path[0] = '\0';
			return error_errno(err,
			    "cannot make a temporary folder in \"%s\"; set TMPDIR to a folder you may write",
			    base);
		}
	} while (!leftover_hold_folder(folder->path, &folder->lock));
	return 0;
}

int
temporary_folder_make(struct temporary_folder *folder, struct error *err)
{
	struct arena arena = {0};
	const char *base = place_path(&arena, PLACE_TEMPORARY);
	int status;

	leftover_clean(base);
	status = make_work_folder(folder, base, err);
	arena_release(&arena);
	return status;
}

void
scope_temporary_folder(struct temporary_folder *folder)
{
	struct error ignored;

	/* its descriptor may be the one that is needed; whoever cleans it away
	 * now does the same */
	if (folder->lock > 0)
		close(folder->lock);
	folder->lock = 0;
	/* what cannot be removed does not matter more than the command's own
	 * result */
	if (folder->path[0] != '\0')
		(void)!file_remove_tree(folder->path, &ignored);
}
