#include "command/config_flags.h"

static int
take_file(void *context, struct arena *arena UNUSED, const char *value, struct error *err UNUSED)
{
	((struct config_choice *)context)->file = value;
	return 0;
}

static int
take_target(void *context, struct arena *arena UNUSED, const char *value, struct error *err UNUSED)
{
	((struct config_choice *)context)->target = value;
	return 0;
}

const struct flag config_flags[] = {
    {"config", 'f', "FILE", "the configuration, instead of DIR/mote.yaml", take_file},
    {"target", 0, "NAME", "which of its targets", take_target},
    {0},
};
