#ifndef COMMAND_COMPLETION_H
#define COMMAND_COMPLETION_H

#include "command/command.h"

/*
 * `mote completion words WORD... LAST` prints the possible completions of LAST,
 * one a line. The scripts in templates/completion call it for each TAB, with
 * the words of the command line behind "mote"; LAST may be empty. So the
 * completions always fit this mote: its verbs, their words, the flags, the
 * values of flags, ports, platforms, and the targets of mote.yaml.
 *
 * The line ":files" or ":folders" means that the shell completes names of files
 * or folders itself.
 */
int completion_print(struct command_call *call, struct error *err) MUST_CHECK;

#endif
