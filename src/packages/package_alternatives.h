#ifndef PACKAGES_PACKAGE_ALTERNATIVES_H
#define PACKAGES_PACKAGE_ALTERNATIVES_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The links that update-alternatives would make when Debian packages are
 * installed: /usr/bin/awk leads to /etc/alternatives/awk, and that to
 * /usr/bin/mawk. Packages ask for them in their postinst scripts:
 *
 *	update-alternatives --install LINK NAME PATH PRIORITY [--slave LINK NAME PATH]...
 *
 * No script is run. It is read as text: "\" joins lines, and a line NAME=WORD
 * sets a variable. If a word is more than that ("$(...)", "$1"), this call of
 * update-alternatives ends before it. Few scripts of Debian 12 need more.
 */
struct package_alternative {
	const char *name; /* "awk": the name of the link in /etc/alternatives */
	const char *link, *path; /* absolute and clean: "/usr/bin/awk", "/usr/bin/mawk" */
	int32_t priority;
	size_t master; /* the item that this one follows ("--slave"); its own number if none */
};

struct package_alternatives {
	struct package_alternative *items; /* in the order of the script */
	size_t count, capacity;
};

/* Any text gives a list, at worst an empty one. */
void package_alternatives_read(
    struct arena *arena, const struct text *script, struct package_alternatives *ret_alternatives);

#endif
