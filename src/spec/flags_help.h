#ifndef SPEC_FLAGS_HELP_H
#define SPEC_FLAGS_HELP_H

#include "base/text.h"
#include "spec/flags.h"

/*
 * The help of a verb, made from its tables of flags, in lines of at most 80
 * columns and in screens of at most HELP_ROWS lines. When all groups together
 * are longer than a screen, the short help has only the groups without a name,
 * the flags that are used often, and the names of the other groups.
 */
enum { HELP_ROWS = 24 };

struct flags_help {
	const char *usage; /* "mote build [FLAG...] [DIR | FILE.c...]" */
	const char *summary;
	const char *verb; /* "build", for the hint at the other groups */
	const char *group; /* the group to show; "all": all groups; NULL: the short help */
};

void flags_help(struct text *out, const struct flags_help *help, const struct flag_input *input);

#endif
