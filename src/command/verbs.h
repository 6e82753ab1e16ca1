#ifndef COMMAND_VERBS_H
#define COMMAND_VERBS_H

#include "command/command.h"

/* All verbs in the order of mote's help, NULL-terminated. */
extern const struct command *const commands[];

/* Each verb is in its own file. */
extern const struct command command_build;
extern const struct command command_pack;
extern const struct command command_check;
extern const struct command command_inspect;
extern const struct command command_diff;
extern const struct command command_copy;
extern const struct command command_push;
extern const struct command command_pull;
extern const struct command command_tag;
extern const struct command command_digest;
extern const struct command command_index;
extern const struct command command_login;
extern const struct command command_logout;
extern const struct command command_run;
extern const struct command command_shell;
extern const struct command command_lock;
extern const struct command command_ports;
extern const struct command command_toolchain;
extern const struct command command_cache;
extern const struct command command_env;
extern const struct command command_init;
extern const struct command command_schema;
extern const struct command command_completion;
extern const struct command command_help;
extern const struct command command_version;

#endif
