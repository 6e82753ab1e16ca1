#include "command/verbs.h"

const struct command *const commands[] = {
    &command_check,
    &command_version,
    NULL,
};
