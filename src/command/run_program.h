#ifndef COMMAND_RUN_PROGRAM_H
#define COMMAND_RUN_PROGRAM_H

#include "image/image.h"

/*
 * Whether an image's program can start at all: it is in the image, may be executed, is made for this processor (or an
 * emulator was named), and what the kernel would start it with, a loader or a script's interpreter, is in the image too.
 * Each that is not so is said in a sentence of mote's own, before bubblewrap says "execvp: No such file or directory".
 */
struct run_program {
	const char *name; /* as the image or the user names it */
	const char *workdir; /* absolute */
	const char *path; /* the folders that are searched when the name has no slash */
	bool emulated; /* by a program that the user named */
};

/* `root` is the open folder of the unpacked image. ERROR_NOT_FOUND: the program is not there. */
int run_program_check(
    struct arena *arena, int root, const struct run_program *program, struct error *err) MUST_CHECK;

/* Whether this machine can start programs of the image's platform, without an emulator or with one that the kernel
 * knows (binfmt_misc); if not, `err` tells which flag helps. */
int run_program_check_platform(
    struct arena *arena, const struct platform *platform, struct error *err) MUST_CHECK;

/* Whether something else than this processor will execute programs of the platform. */
bool run_program_is_foreign(const struct platform *platform);

#endif
