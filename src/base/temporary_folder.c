#include "base/temporary_folder.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/leftover.h"
#include "base/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Makes the folder "<base>/<begin>-XXXXXX". */
static int
make_folder(struct temporary_folder *folder, const char *base, const char *begin, struct error *err)
{
	int length = snprintf(folder->path, sizeof(folder->path), "%s/%s-XXXXXX", base, begin);

	if (length < (int)sizeof(folder->path) && mkdtemp(folder->path) != NULL)
		return 0;
	folder->path[0] = '\0';
	return length >= (int)sizeof(folder->path)
	    ? error_set(err, ERROR_FAILED, "the path in TMPDIR is too long")
	    : error_errno(err,
		  "cannot make a temporary folder in \"%s\"; set TMPDIR to a folder you may write",
		  base);
}

int
temporary_folder_make(struct temporary_folder *folder, struct error *err)
{
	struct arena arena = {0};
	const char *base = place_path(&arena, PLACE_TEMPORARY),
		   *begin = arena_printf(&arena, ".work.mote-%ld", (long)getpid());
	int status;

	leftover_clean(base);
	do
		status = make_folder(folder, base, begin, err);
	while (status == 0 && !leftover_hold_folder(folder->path, &folder->lock));
	arena_release(&arena);
	return status;
}

int
temporary_folder_make_named(struct temporary_folder *folder, const char *begin, struct error *err)
{
	struct arena arena = {0};
	int status = make_folder(folder, place_path(&arena, PLACE_TEMPORARY), begin, err);

	arena_release(&arena);
	return status;
}

void
temporary_folder_keep(struct temporary_folder *folder)
{
	folder->path[0] = '\0';
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
