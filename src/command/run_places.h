#ifndef COMMAND_RUN_PLACES_H
#define COMMAND_RUN_PLACES_H

#include "image/image_owners.h"

#include <stdbool.h>

/*
 * What a program finds in its image although no layer has it, as with any runtime: /proc and /dev to mount over, /etc/hosts
 * with localhost, with the host's network the host's /etc/resolv.conf, and the emulator where one was named. All of it
 * is put into the unpacked copy, where no link is followed to the host; what the image itself has at these places, or a
 * link, is replaced there.
 */
extern const char run_places_emulator[]; /* absolute, in the image */

struct run_places {
	int root; /* the open folder of the unpacked image */
	struct image_owners *owners; /* learn that all of it is root's */
	bool host_network;
	const char *emulator; /* a file of the host, or NULL */
};

int run_places_make(
    struct arena *arena, const struct run_places *places, struct error *err) MUST_CHECK;

#endif
