#ifndef BUILDER_STAGE_ROOT_H
#define BUILDER_STAGE_ROOT_H

#include "base/pairs.h"
#include "packages/package_root.h"
#include "sandbox/sandbox.h"
#include "toolchain/toolchain.h"

#include <stdbool.h>

/*
 * The root of a stage: the programs that it has besides the toolchain's. With
 * `root: tools` they are Debian packages that mote's list of tools and the
 * project's mote.lock name (packages/), the same on every host. With `root:
 * host` they are those of this machine. A stage that compiles `sources` with
 * mote's own toolchain has no other programs: its root is empty, and nothing is
 * fetched for it.
 *
 *	stage_root_find(stage, err);    // reads the locks; nothing is fetched
 *	stage_root_provide(stage, &root, err); // once the rung is known: makes the folder
 *	stage_root_bind(stage, &sandbox); // shows it
 *
 * Only the rungs strict and chroot can show a root of its own. On the others, a
 * stage that needs no package of the project takes the programs of the host.
 */
struct stage_root {
	struct locked_package *packages; /* mote's tools, then those of mote.lock */
	size_t count;
	const char *digest; /* of the list: "sha256:..."; NULL: the programs are the host's */
	const char *folder; /* set by stage_root_provide */
	/* the toolchain of the host's own processor, for programs that the
	 * build itself runs; its folder is NULL when there are no commands */
	struct toolchain for_build;
};

/* Whether a stage has a root of its own, where the rung can show it. */
bool stage_root_is_wanted(const struct spec *spec);

struct stage_context;
int stage_root_find(struct stage_context *stage, struct error *err) MUST_CHECK;
/* `ret_made` keeps the folder from being removed as long as it is open. */
int stage_root_provide(
    struct stage_context *stage, struct package_root *ret_made, struct error *err) MUST_CHECK;

void stage_root_bind(const struct stage_context *stage, struct sandbox *sandbox);
/* CC_FOR_BUILD and its like: a compiler that needs no header of the root. */
void stage_root_variables(const struct stage_context *stage, struct pairs *pairs);

/* For keys of the build cache: the packages, and the toolchain for the
 * build. */
const char *stage_root_identity(const struct stage_context *stage) RETURNS_NONNULL;

/* Whether the stage shows a root of its own, on the rung that it is on. */
bool stage_root_is_shown(const struct stage_context *stage);

#endif
