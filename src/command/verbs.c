#include "command/verbs.h"

const struct command *const commands[] = {
    &command_build,
    &command_pack,
    &command_check,
    &command_inspect,
    &command_diff,
    &command_copy,
    &command_push,
    &command_pull,
    &command_tag,
    &command_digest,
    &command_index,
    &command_login,
    &command_logout,
    &command_run,
    &command_toolchain,
    &command_ports,
    &command_cache,
    &command_init,
    &command_version,
    NULL,
};
