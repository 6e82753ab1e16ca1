#ifndef BUILDER_SOURCE_COPY_H
#define BUILDER_SOURCE_COPY_H

#include "cache/folder_filter.h"
#include "spec/spec.h"

/* The filter of a build. It leaves out the outputs, and the digest, metadata
 * and dependency files, that an earlier run of the build wrote; and the file
 * `besides`, if that is not NULL. */
struct folder_filter source_filter_of(
    struct arena *arena, const struct spec *spec, const char *besides);

/*
 * The private copy of a source folder that a project's own build may write to.
 * Folders, regular files and symbolic links (as links) are copied. Files keep
 * their times, because make compares them; folders and links get FOLDER_TIME,
 * because their times do not depend on their content. The filter leaves out
 * other entries: a build must not depend on the state of a repository, on its
 * last results, or on the umask at checkout. Entries are made in sorted order.
 * The copy shares its bytes with the original if the file system can do that.
 *
 * `to` must not exist; it may lie inside `from` and is then not copied into
 * itself.
 */
int source_copy(const char *from, const char *to, const struct folder_filter *filter,
    struct error *err) MUST_CHECK;

#endif
