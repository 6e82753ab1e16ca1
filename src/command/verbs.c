#include "command/verbs.h"

const struct command *const commands[] = {
    &command_version,
    NULL,
};
