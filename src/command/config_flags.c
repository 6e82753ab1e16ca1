#include "command/config_flags.h"

const struct flag config_flags[] = {
    {"config", 'f', "FILE", "the configuration, instead of DIR/mote.yaml",
	FLAG_TEXT(struct config_choice, file)},
    {"target", 0, "TARGET", "which of its targets", FLAG_TEXT(struct config_choice, target)},
    {0},
};
