#ifndef BASE_TEMPORARY_FOLDER_H
#define BASE_TEMPORARY_FOLDER_H

#include "base/error.h"

/*
 * A private folder (0700) under $TMPDIR or /tmp that is removed with all in it
 * when its scope ends:
 *
 *	SCOPED(temporary_folder) struct temporary_folder work = {0};
 *	if (temporary_folder_make(&work, err) != 0) ...
 */
struct temporary_folder {
	char path[512];
	int lock; /* says that somebody lives here (leftover.h); 0: there is none */
};
int temporary_folder_make(struct temporary_folder *folder, struct error *err) MUST_CHECK;
void scope_temporary_folder(struct temporary_folder *folder);

#endif
