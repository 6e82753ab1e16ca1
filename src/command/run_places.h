#ifndef COMMAND_RUN_PLACES_H
#define COMMAND_RUN_PLACES_H

#include "image/image_owners.h"

#include <stdbool.h>

/*
 * Adds files to the unpacked image that every runtime adds: /proc and /dev as
 * mount points; /etc/hosts with localhost; with the host's network, the host's
 * /etc/resolv.conf; and the emulator, if the user named one. No link of the
 * image is followed to the host. A file or link of the image at the two names
 * in /etc is replaced. A /proc or /dev that is not a folder is an error.
 */
extern const char run_places_emulator[]; /* an absolute path in the image */

struct run_places {
	int root; /* the open folder of the unpacked image */
	struct image_owners *owners; /* receives root as the owner of these files */
	bool host_network;
	const char *emulator; /* path of the emulator on the host, or NULL */
};

int run_places_make(
    struct arena *arena, const struct run_places *places, struct error *err) MUST_CHECK;

#endif
