#ifndef BASE_TEMPORARY_FOLDER_H
#define BASE_TEMPORARY_FOLDER_H

#include "base/error.h"

/*
 * A private folder (0700) under $TMPDIR or /tmp. The folder and everything in
 * it are removed when its scope ends:
 *
 *	SCOPED(temporary_folder) struct temporary_folder work = {0};
 *	if (temporary_folder_make(&work, err) != 0) ...
 */
struct temporary_folder {
	char path[512];
	int lock; /* the lock of a folder in use (leftover.h); 0: there is no folder */
};
int temporary_folder_make(struct temporary_folder *folder, struct error *err) MUST_CHECK;
void scope_temporary_folder(struct temporary_folder *folder);

#endif
