#ifndef COMMAND_RUN_PROGRAM_H
#define COMMAND_RUN_PROGRAM_H

#include "image/image.h"

/*
 * Checks that an image's program can start at all: the image has it, its mode
 * allows execution, it is made for this processor (or the user named an
 * emulator), and the image has the loader, or the script's interpreter, that
 * the kernel would start. Else the error explains it, before bubblewrap could
 * say "execvp: No such file or directory".
 */
struct run_program {
	const char *name; /* the name that the image or the user gives */
	const char *workdir; /* absolute */
	const char *path; /* PATH: the folders to search when the name has no slash */
	bool emulated; /* it runs under an emulator that the user named */
};

/* `root` is the open folder of the unpacked image. ERROR_NOT_FOUND: the image
 * does not have the program. */
int run_program_check(
    struct arena *arena, int root, const struct run_program *program, struct error *err) MUST_CHECK;

/* Whether this machine can start programs of the image's platform, by itself or
 * with an emulator that the kernel knows (binfmt_misc). If not, `err` says
 * which flag helps. */
int run_program_check_platform(
    struct arena *arena, const struct platform *platform, struct error *err) MUST_CHECK;

/* Whether this processor cannot execute programs of the platform itself. */
bool run_program_is_foreign(const struct platform *platform);

#endif
