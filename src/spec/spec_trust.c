#include "spec/spec_trust.h"

#include "base/path.h"
#include "base/scope.h"
#include "spec/spec_set.h"

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

/* Where the path leads, as far as it is there already; NULL: by a link to where nothing is. */
static const char *
resolve(struct arena *arena, const char *path)
{
	const char *rest = NULL;
	struct stat status;

	for (;;) {
		SCOPED(heap) char *real = realpath(path, NULL);

		if (real != NULL)
			return rest == NULL ? arena_strdup(arena, real)
					    : path_join(arena, real, rest);
		if (errno != ENOENT || lstat(path, &status) == 0 || strcmp(path, ".") == 0)
			return NULL;
		rest = rest == NULL ? path_base(path) : path_join(arena, path_base(path), rest);
		path = path_folder(arena, path);
	}
}

/* `folder` without links. */
static bool
leads_out(struct arena *arena, const char *folder, const char *path)
{
	const char *real = resolve(arena, path_clean(arena, path));

	return real == NULL || !path_is_inside(folder, real);
}

int
spec_trust_begin(struct arena *arena, struct spec *spec, const char *file, struct error *err)
{
	/* what the caller named is the project; else it is where mote.yaml lies */
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
	return error_set(err, ERROR_REFUSED,
	    "%s is not the project's to choose with --untrusted; %s", what, why);
}

static bool
has_hidden_part(const char *path)
{
	return path[0] == '.' || strstr(path, "/.") != NULL;
}

/* An output of the file stays in the folder that mote is called in, and out of .git and its like. */
static int
check_output(struct arena *arena, const char *text, struct error *err)
{
	SCOPED(heap) char *here = realpath(".", NULL);
	struct reference reference;

	if (reference_parse_target(arena, text, &reference, err) != 0)
		return -1;
	if (here == NULL)
		return error_errno(err, "cannot tell the current folder");
	if (!reference_is_local(&reference))
		return refuse(arena_printf(arena, "the output \"%s\"", text),
		    "say where to push by --output", err);
	if (has_hidden_part(path_clean(arena, reference.path)) ||
	    leads_out(arena, here, reference.path))
		return refuse(arena_printf(arena, "the output \"%s\"", text),
		    "say one outside of this folder, or a hidden one, by --output", err);
	return 0;
}

static int
check_directory(
    struct arena *arena, const struct spec *spec, const char *directory, struct error *err)
{
	return leads_out(arena, spec->trust.project, directory)
	    ? refuse(arena_printf(arena, "the directory \"%s\"", directory),
		  "it lies outside of mote.yaml's own folder", err)
	    : 0;
}

int
spec_trust_check(struct arena *arena, const struct spec *spec, const struct trust_value *value,
    struct error *err)
{
	const char *text = value->text;

	if (!spec->trust.untrusted)
		return 0;
	if (value->set == spec_set_toolchain)
		return refuse("\"toolchain\"", "say it by --toolchain", err);
	if (value->set == spec_set_wrapper && strcmp(text, "none") != 0)
		return refuse("\"wrapper\"", "say it by --wrapper", err);
	if (value->set == spec_set_isolation && strcmp(text, "strict") != 0 &&
	    strcmp(text, "auto") != 0)
		return refuse("an \"isolation\" below strict", "leave it away", err);
	if (value->set == spec_set_output)
		return check_output(arena, text, err);
	if (value->set == spec_set_directory)
		return check_directory(arena, spec, text, err);
	return 0;
}

int
spec_trust_finish(struct spec *spec, struct error *err)
{
	struct spec_build *build = &spec->build;

	if (!spec->trust.untrusted)
		return 0;
	if (build->isolation == ISOLATION_LANDLOCK || build->isolation == ISOLATION_NONE)
		return error_set(err, ERROR_USAGE,
		    "there are both --untrusted and an isolation below \"strict\"; leave one of them away");
	build->isolation = ISOLATION_STRICT;
	/* a later build believes what an earlier one wrote into ccache's folder */
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
			    check_place(arena, folders[i],
				path_join(arena, here, spec->outputs[k].path), err) != 0)
				return -1;
	}
	return 0;
}
