#ifndef COMMAND_CONFIG_FLAGS_H
#define COMMAND_CONFIG_FLAGS_H

#include "spec/flags.h"

/* The flags of every verb that reads mote.yaml: which file, and which of its
 * targets. The context of the table is a struct config_choice; a member stays
 * NULL without its flag. */
struct config_choice {
	const char *file, *target;
};

extern const struct flag config_flags[];

#endif
