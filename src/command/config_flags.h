#ifndef COMMAND_CONFIG_FLAGS_H
#define COMMAND_CONFIG_FLAGS_H

#include "spec/flags.h"

/* Which mote.yaml, and which of its targets: the flags of every verb that reads
 * one. The context of the table is a struct config_choice; both stay NULL when
 * nothing was said. */
struct config_choice {
	const char *file, *target;
};

extern const struct flag config_flags[];

#endif
