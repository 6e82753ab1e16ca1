#ifndef COMMAND_RUN_PLACES_H
#define COMMAND_RUN_PLACES_H

#include "image/image_owners.h"

#include <stdbool.h>

/*
 * Files that a program finds in its image although no layer has them, as with
 * any runtime: /proc and /dev to mount over; /etc/hosts with localhost; with
 * the host's network, the host's /etc/resolv.conf; and the emulator, where the
 * user named one. They are put into the unpacked copy, and no link of the image
 * is followed to the host. A file or link of the image at the two names in /etc
 * is replaced. A /proc or /dev that is no folder is an error.
 */
extern const char run_places_emulator[]; /* an absolute path in the image */

struct run_places {
	int root; /* the open folder of the unpacked image */
	struct image_owners *owners; /* told that all of these files belong to root */
	bool host_network;
	const char *emulator; /* path of the emulator on the host, or NULL */
};

int run_places_make(
    struct arena *arena, const struct run_places *places, struct error *err) MUST_CHECK;

#endif
