#ifndef BUILDER_GIT_PLACES_H
#define BUILDER_GIT_PLACES_H

#include "base/error.h"
#include "base/text.h"

/*
 * The places below a folder where git stores data. They may have access tokens
 * in them, as in the checkout of a CI service. A stage that shows the folder
 * hides these places (sandbox.h, `hidden`). They are:
 *
 *	- every folder or file with the name ".git", at any depth
 *	- a folder of any name with HEAD, objects and refs, as a bare repository has them. A file
 *	  ".git" and a link ".git" may lead to such a folder
 *	- a folder that this process may not list: its content is unknown
 *
 * Links are not followed: a link inside a stage leads to a place that the stage
 * shows, and then the place itself is found here, or to a place that it does
 * not show.
 */
enum { GIT_PLACES_LIMIT = 1000 };

/* Adds the absolute paths of all places below `folder`, which has an absolute
 * path without links. It looks at each entry once: a tree of 100,000 files
 * takes a fraction of a second. More than GIT_PLACES_LIMIT places are an
 * error. */
int git_places_find(struct arena *arena, const char *folder, struct text_list *places,
    struct error *err) MUST_CHECK;

#endif
