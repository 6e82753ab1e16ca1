#ifndef COMMAND_COMPLETION_H
#define COMMAND_COMPLETION_H

#include "command/command.h"

/*
 * `mote completion words WORD... LAST`: what may stand in place of LAST, a line
 * each. The scripts in templates/completion call it for each TAB, with the
 * words of the command line behind "mote"; LAST may be empty. So the
 * completions are those of this mote: its verbs, their words, the flags, the
 * values of flags, ports, platforms, and the targets of mote.yaml.
 *
 * A line that is ":files" or ":folders" stands for the names of files or
 * folders, which the shell completes itself.
 */
int completion_print(struct command_call *call, struct error *err) MUST_CHECK;

#endif
