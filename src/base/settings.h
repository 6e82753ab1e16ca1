#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include "base/error.h"
#include "base/text.h"

/*
 * Settings of the user and of the machine that are no part of a project. A
 * variable has one, or a line of a file (PLACE_SETTINGS): the user's
 * $XDG_CONFIG_HOME/mote/mote.conf, then /etc/mote/mote.conf. The first that has
 * the setting decides. A file has lines "KEY = VALUE":
 *
 *	# where "mote toolchain install" takes toolchains from
 *	toolchain = https://files.example.org/mote
 *
 * Empty lines and lines that begin with "#" say nothing. An unknown key, a line
 * without "=" and a key that stands twice are errors that name file and line.
 */
enum setting_key {
	SETTING_MIRROR, /* "mirror", MOTE_MIRROR: archives of Debian, with blanks between */
	SETTING_TOOLCHAIN, /* "toolchain", MOTE_TOOLCHAIN_FROM: where toolchains come from */
	SETTING_COUNT,
};

enum { SETTINGS_LIMIT = 64 << 10 /* bytes of a file */ };

struct setting {
	const char *value; /* never empty; NULL: it is not set */
	const char *from; /* "MOTE_MIRROR", "/etc/mote/mote.conf:3" */
};

int setting_find(struct arena *arena, enum setting_key key, struct setting *ret_setting,
    struct error *err) MUST_CHECK;

/* The settings of one file; `name` is for errors. `ret_settings` has
 * SETTING_COUNT members. */
int settings_parse(struct arena *arena, const char *name, const struct text *bytes,
    struct setting *ret_settings, struct error *err) MUST_CHECK;

#endif
