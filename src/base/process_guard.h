#ifndef BASE_PROCESS_GUARD_H
#define BASE_PROCESS_GUARD_H

#include <sys/types.h>

/*
 * A guard process between mote and a command. It adopts the processes that the
 * command leaves behind. When mote itself is killed, the guard kills all of
 * them; the kernel alone would signal only mote's own child.
 *
 * Call process_guard() in the child that will become the command. It returns in
 * a new child of that child. The caller itself becomes the guard: it ends when
 * the command ends, with its status (128 + the signal that ended it), and no
 * signal but SIGKILL ends it before. -1 and errno when it cannot be set up.
 */
int process_guard(pid_t mote);

/* In a child of `parent`: makes the kernel kill this process when the parent
 * ends. */
void process_end_with(pid_t parent);

#endif
