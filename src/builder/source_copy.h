#ifndef BUILDER_SOURCE_COPY_H
#define BUILDER_SOURCE_COPY_H

#include "base/error.h"

/*
 * The private copy of a source folder that a project's own build may write to. Folders, regular files
 * and symbolic links (as links) are copied, with their times, because make compares them; what else there
 * is, and everything called ".git", is left out: a build must not depend on a repository's state. Modes
 * become 0755 (folders, and files with any execute bit) and 0644, whatever the umask was when the source
 * was checked out. Entries are made in sorted order. Bytes are shared with the original where the file
 * system can.
 *
 * `to` must not exist; it may lie inside `from` and is then not copied into itself.
 */
int source_copy(const char *from, const char *to, struct error *err) MUST_CHECK;

#endif
