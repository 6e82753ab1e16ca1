#ifndef BASE_TEMPLATE_H
#define BASE_TEMPLATE_H

#include <stddef.h>

/*
 * The files of templates/, compiled into mote (the Makefile writes the table).
 * Names are paths below templates/: "rootfs/passwd".
 */
struct template
{
	const char *name;
	const char *bytes; /* followed by a NUL */
	size_t size;
};

/* Ends with a row whose name is NULL. */
extern const struct template templates[];

/* The template, or NULL when no template has that name. */
const struct template *template_find(const char *name);

#endif
