#ifndef SANDBOX_HOST_FILES_H
#define SANDBOX_HOST_FILES_H

/*
 * A sandbox shows this part of the host, read-only: all that compilers and
 * shells need, and no more. Each list ends with NULL; a path that the host does
 * not have is skipped.
 */

/* "/usr", and the folders or links that lead into it. */
extern const char *const host_folders[];
extern const char *const host_files[];
/* The files by which a program finds hosts: only for a sandbox with a
 * network. */
extern const char *const host_network_files[];

#endif
