#ifndef BUILDER_STAGE_KEPT_H
#define BUILDER_STAGE_KEPT_H

#include "base/temporary_folder.h"
#include "builder/stage_context.h"

/*
 * A stage that stays when its build failed (--keep-stage). Its work folder is
 * then "<TMPDIR>/mote-stage-<name>-<target>-XXXXXX". In it the file "sandbox"
 * describes the sandbox of the build's commands, for `mote shell --stage`: each
 * field ends with a NUL, and a record is a keyword with its fields. No command
 * of a stage can write the file, but on the lowest rung.
 *
 *	platform NAME			program NAME		run COMMAND
 *	work PATH			rung NAME		folder PATH
 *	bind FROM TO			bind-writable FROM TO
 *	limits PROCESSES MEMORY DISK	network			env NAME=VALUE
 *	root PATH			layer PATH		at PATH
 */

/* How the name of the work folder begins, for stage_place_make; NULL: the stage
 * does not stay. */
const char *stage_kept_begin(const struct stage_context *stage);

/* The stage failed with `err`: keeps the folder, and adds to the error how to
 * enter it. Returns -1 always. */
int stage_keep(
    const struct stage_context *stage, struct temporary_folder *folder, struct error *err);

/* Writes the file "sandbox" into the work folder. */
int stage_kept_write(const struct stage_context *stage, struct error *err) MUST_CHECK;

struct kept_stage {
	const char *program, *platform, *work;
	const char *at; /* where the sandbox shows the source folder */
	struct text_list commands; /* of `run` */
	struct sandbox sandbox; /* with working folder and environment, without `watch` */
	struct spec_limits limits;
};

/* Reads that file. ERROR_NOT_FOUND when the folder is no kept stage; a stage of
 * another user, and one that was moved, is refused. */
int stage_kept_read(struct arena *arena, const char *folder, struct kept_stage *ret_kept,
    struct error *err) MUST_CHECK;

#endif
