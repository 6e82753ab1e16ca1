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

/* The same with the name "<begin>-XXXXXX", for a folder that may stay:
 * temporary_folder_keep makes it stay, and so does a kill. */
int temporary_folder_make_named(
    struct temporary_folder *folder, const char *begin, struct error *err) MUST_CHECK;
void temporary_folder_keep(struct temporary_folder *folder);

void scope_temporary_folder(struct temporary_folder *folder);

#endif
