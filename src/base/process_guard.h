#ifndef BASE_PROCESS_GUARD_H
#define BASE_PROCESS_GUARD_H

#include <sys/types.h>

/*
 * A process between mote and a command: it adopts what the command leaves behind and, when mote is killed and can no more
 * see to that itself, kills all of it. The kernel alone would tell only mote's own child.
 *
 * Called in the child that is to become the command: returns in a child of that, and what called it becomes the guard, ends
 * when the command ends, and with its status (128 + the signal that ended it). It heeds no signal but SIGKILL. -1 and errno
 * when it cannot be.
 */
int process_guard(pid_t mote);

/* In a child of `parent`: it is killed when that ends. */
void process_end_with(pid_t parent);

#endif
