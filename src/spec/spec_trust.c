#include "spec/spec_trust.h"

#include "base/path.h"
#include "base/scope.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void
spec_trust_environment(struct arena *arena, struct spec *spec)
{
	static const char blanks[] = " \t\n";
	const char *untrusted = getenv("MOTE_UNTRUSTED"), *at = getenv("MOTE_ALLOW_ENV");

	if (untrusted != NULL && untrusted[0] != '\0' && strcmp(untrusted, "0") != 0)
		spec->trust.untrusted = true;
	for (at = at == NULL ? "" : at + strspn(at, blanks); *at != '\0';
	    at += strspn(at, blanks)) {
		size_t length = strcspn(at, blanks);

		text_list_add(&spec->trust.variables, arena, arena_copy(arena, at, length));
		at += length;
	}
}

/* Resolves links in the part of the path that exists. NULL: a link leads to
 * nothing, or ".." follows a part that does not exist. The kernel follows a
 * link before it takes "..", so a path with ".." is not cleaned. */
static const char *
resolve(struct arena *arena, const char *path)
{
	const char *rest = NULL;
	struct stat status;

	path = path_climbs(path) ? path : path_clean(arena, path);
	for (;;) {
		SCOPED(heap) char *real = realpath(path, NULL);

		if (real != NULL)
			return rest == NULL ? arena_strdup(arena, real)
					    : path_clean(arena, path_join(arena, real, rest));
		if (errno != ENOENT || lstat(path, &status) == 0 || strcmp(path, ".") == 0 ||
		    strcmp(path_base(path), "..") == 0)
			return NULL;
		rest = rest == NULL ? path_base(path) : path_join(arena, path_base(path), rest);
		path = path_folder(arena, path);
	}
}

/* Whether the path leads out of `folder`, which has no links in it. */
static bool
leads_out(struct arena *arena, const char *folder, const char *path)
{
	const char *real = resolve(arena, path);

	return real == NULL || !path_is_inside(folder, real);
}

int
spec_trust_begin(struct arena *arena, struct spec *spec, const char *file, struct error *err)
{
	/* the project is the folder that the caller named, else the folder of
	 * mote.yaml */
	const char *folder =
	    spec->build.directory == NULL ? path_folder(arena, file) : spec->build.directory;
	SCOPED(heap) char *project = realpath(folder, NULL);
	SCOPED(heap) char *home = realpath(path_folder(arena, file), NULL);

	if (!spec->trust.untrusted)
		return 0;
	if (project == NULL || home == NULL)
		return error_errno(err, "cannot find the folder \"%s\"", folder);
	spec->trust.project = arena_strdup(arena, project);
	if (leads_out(arena, home, file))
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is a link out of its folder, and --untrusted follows none", file);
	return 0;
}

static int
refuse(const char *what, const char *why, struct error *err)
{
	return error_set(
	    err, ERROR_REFUSED, "with --untrusted, mote.yaml may not set %s; %s", what, why);
}

/* Whether a part of `real` below `folder` is hidden. Neither path has links. */
static bool
has_hidden_part(const char *folder, const char *real)
{
	size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

	return strstr(real + length, "/.") != NULL;
}

/* Checks that an output of the file stays in the current folder, and out of
 * .git and other hidden folders. */
static int
check_output(struct arena *arena, const char *text, struct error *err)
{
	SCOPED(heap) char *here = realpath(".", NULL);
	struct reference reference;
	const char *real;

	if (reference_parse_target(arena, text, &reference, err) != 0)
		return -1;
	if (here == NULL)
		return error_errno(err, "cannot tell the current folder");
	if (!reference_is_local(&reference))
		return refuse(arena_printf(arena, "the output \"%s\"", text),
		    "name where to push by --output yourself", err);
	real = resolve(arena, reference.path);
	if (real == NULL || !path_is_inside(here, real) || has_hidden_part(here, real))
		return refuse(arena_printf(arena, "the output \"%s\"", text),
		    "it lies outside of this folder or in a hidden one; name it by --output yourself",
		    err);
	return 0;
}

static int
check_directory(
    struct arena *arena, const struct spec *spec, const char *directory, struct error *err)
{
	const char *project = spec->trust.project, *real = resolve(arena, directory);

	if (real == NULL || !path_is_inside(project, real))
		return refuse(arena_printf(arena, "the directory \"%s\"", directory),
		    "it lies outside of mote.yaml's own folder", err);
	if (path_has_part(real + strlen(project), ".git"))
		return refuse(arena_printf(arena, "the directory \"%s\"", directory),
		    "it may hold credentials of git", err);
	return 0;
}

int
spec_trust_check(struct arena *arena, const struct spec *spec, const struct spec_key *key,
    const char *text, struct error *err)
{
	const char *name = arena_printf(arena, "\"%s\"", key->name);
	const char *remedy =
	    key->flag == NULL ? "" : arena_printf(arena, "name it by --%s yourself", key->flag);

	if (!spec->trust.untrusted)
		return 0;
	switch (key->trust) {
	case TRUST_NO_VALUE:
		return refuse(name, remedy, err);
	case TRUST_NONE:
		return strcmp(text, "none") == 0 ? 0 : refuse(name, remedy, err);
	case TRUST_STRICT:
		if (strcmp(text, "strict") == 0 || strcmp(text, "auto") == 0)
			return 0;
		return refuse("an \"isolation\" below strict", "leave it out", err);
	case TRUST_OUTPUT:
		return check_output(arena, text, err);
	case TRUST_FOLDER:
		return check_directory(arena, spec, text, err);
	default:
		return 0;
	}
}

int
spec_trust_finish(struct spec *spec, struct error *err)
{
	struct spec_build *build = &spec->build;

	if (!spec->trust.untrusted)
		return 0;
	if (build->isolation > ISOLATION_STRICT)
		return error_set(err, ERROR_USAGE,
		    "there are both --untrusted and an isolation below \"strict\"; leave one of them away");
	build->isolation = ISOLATION_STRICT;
	/* what an earlier build wrote into ccache's folder is believed by later
	 * builds */
	if (build->wrapper == WRAPPER_DEFAULT)
		build->wrapper = WRAPPER_NONE;
	return 0;
}

static int
check_place(struct arena *arena, const char *folder, const char *path, struct error *err)
{
	if (path == NULL || !path_is_inside(folder, path_clean(arena, path)) ||
	    !leads_out(arena, folder, path))
		return 0;
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" leads out of \"%s\" by a link, and --untrusted follows none", path, folder);
}

static int
check_output_place(struct arena *arena, const char *folder, const char *here,
    const struct reference *output, struct error *err)
{
	const char *path = path_join(arena, here, output->path), *layout;

	if (check_place(arena, folder, path, err) != 0)
		return -1;
	if (output->transport != TRANSPORT_OCI)
		return 0;
	/* a layout is written to folders inside it, which the project may have
	 * replaced by links */
	layout = resolve(arena, path);
	if (layout == NULL || !path_is_inside(folder, layout))
		return 0;
	return check_place(arena, layout, path_join(arena, layout, "blobs/sha256"), err);
}

int
spec_trust_check_outputs(struct arena *arena, const struct spec *spec, struct error *err)
{
	const char *const files[] = {spec->digest_file, spec->metadata_file, spec->depfile};
	SCOPED(heap) char *here = realpath(".", NULL);
	const char *folders[] = {here, spec->trust.project};
	size_t i, k;

	if (!spec->trust.untrusted)
		return 0;
	if (here == NULL)
		return error_errno(err, "cannot tell the current folder");
	for (i = 0; i < ARRAY_SIZE(folders) && folders[i] != NULL; i++) {
		for (k = 0; k < ARRAY_SIZE(files); k++)
			if (files[k] != NULL &&
			    check_place(arena, folders[i], path_join(arena, here, files[k]), err) !=
				0)
				return -1;
		for (k = 0; k < spec->output_count; k++)
			if (reference_is_local(&spec->outputs[k]) &&
			    check_output_place(arena, folders[i], here, &spec->outputs[k], err) !=
				0)
				return -1;
	}
	return 0;
}
